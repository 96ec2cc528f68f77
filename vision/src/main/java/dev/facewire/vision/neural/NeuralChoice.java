package dev.facewire.vision.neural;

import dev.facewire.vision.model.ModelManifest.Kind;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.model.UnusableModelException;
import java.util.List;

/**
 * Which models a worker is to run.
 *
 * @param names of swap models, the first of which is what {@code neural} means
 * @param anyway also where they are too slow for live pictures
 */
public record NeuralChoice(ModelStore store, List<String> names, boolean anyway) {

    public NeuralChoice {
        names = List.copyOf(names);
    }

    /** None. */
    public static NeuralChoice none() {
        return new NeuralChoice(new ModelStore(ModelStore.defaultFolder()), List.of(), false);
    }

    /**
     * What the user said. A model that is there and can't be used stays chosen: a worker that opens it says why it can't, and carries on
     * with the others. Here only a name that isn't there at all is a mistake.
     *
     * @param names {@code none}, {@code auto} (all swap models of the store), or names with commas between
     * @throws UnusableModelException where one is not there
     */
    public static NeuralChoice of(ModelStore store, String names, boolean anyway) {
        if (names.equals("none")) {
            return new NeuralChoice(store, List.of(), anyway);
        }
        if (names.equals("auto")) {
            return new NeuralChoice(store, store.candidates(Kind.SWAP), anyway);
        }
        List<String> wanted = List.of(names.split(",", -1));
        wanted.forEach(store::require);
        return new NeuralChoice(store, wanted, anyway);
    }
}
