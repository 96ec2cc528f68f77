package dev.facewire.gpu.neural;

import dev.facewire.gpu.model.ModelManifest.Kind;
import dev.facewire.gpu.model.ModelStore;
import dev.facewire.gpu.model.UnusableModelException;
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
     * What the user said.
     *
     * @param names {@code none}, {@code auto} (all swap models of the store), or names with commas between
     * @throws UnusableModelException where one is not there, or no swap model
     */
    public static NeuralChoice of(ModelStore store, String names, boolean anyway) {
        if (names.equals("none")) {
            return new NeuralChoice(store, List.of(), anyway);
        }
        if (names.equals("auto")) {
            return new NeuralChoice(store, store.names(Kind.SWAP), anyway);
        }
        List<String> wanted = List.of(names.split(",", -1));
        for (String name : wanted) {
            if (store.manifest(name).kind() != Kind.SWAP) {
                throw new UnusableModelException("--models: " + name + " is a model of kind "
                        + store.manifest(name).kind() + "; name those that swap, what they need is loaded with them");
            }
        }
        return new NeuralChoice(store, wanted, anyway);
    }
}
