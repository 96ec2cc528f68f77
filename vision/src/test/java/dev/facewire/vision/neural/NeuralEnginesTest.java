package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.vision.heard.LogLines;
import dev.facewire.vision.model.ManifestFile;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.model.UnusableModelException;
import dev.facewire.vision.tensor.DeviceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose manifest can't be used: each is heard of once, and none stops the worker. Nothing of PyTorch is touched. */
class NeuralEnginesTest {
    @TempDir
    Path folder;

    private ModelStore store;

    @BeforeEach
    void good() throws IOException {
        store = new ModelStore(folder);
    }

    private String json(ModelManifest known, String name) {
        return ManifestFile.write(known.imported(name, name + ".pt", "0".repeat(64), known.original(), known.source()));
    }

    private void put(String name, String manifest) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), manifest);
    }

    private void opensNoneAndSays(String names, String... lines) {
        try (LogLines log = new LogLines()) {
            NeuralEngines engines = new NeuralEngines(null, new DeviceSpec("cpu", 0), null, null, null);
            assertThat(engines.open(NeuralChoice.of(store, names, true))).isEmpty();
            assertThat(log.warnings()).hasSize(lines.length);
            for (int i = 0; i < lines.length; i++) {
                assertThat(log.warnings().get(i)).contains(lines[i]).doesNotContain("Exception", "StreamReadFeature");
            }
        }
    }

    @Test
    void underAutoEachBrokenManifestIsHeardOf() throws IOException {
        ModelManifest swap = ManifestFile.known().get(1);
        put("cut", json(swap, "cut").substring(0, 100));
        put("field", json(swap, "field").replace("\"channels\"", "\"chanels\""));
        put("licence", json(swap, "licence").replaceAll("(?s)\"licence\" : \\{.*?\\},", ""));
        put("other", json(swap, "another"));
        put("embedding", json(ManifestFile.known().get(3), "embedding"));
        opensNoneAndSays(
                "auto",
                "model cut is not used: cut.json: is no JSON",
                "model field is not used: field.json: the field \"input.chanels\" is not known",
                "model licence is not used: licence.json: licence is missing",
                "model other is not used: other.json: the name in it is another");
    }

    @Test
    void aModelThatIsNamedAndCanNotBeUsedCostsALineToo() throws IOException {
        put("cut", "{");
        put("embedding", json(ManifestFile.known().get(3), "embedding"));
        opensNoneAndSays(
                "cut,embedding",
                "model cut is not used: cut.json: is no JSON",
                "model embedding is not used: it is of kind embedding; those that swap");
    }

    @Test
    void onlyANameThatIsNotThereIsAMistake() throws IOException {
        put("cut", "{");
        assertThatThrownBy(() -> NeuralChoice.of(store, "cut,nobody", true))
                .isInstanceOf(UnusableModelException.class)
                .hasMessageContaining("there is no model 'nobody'");
        assertThat(NeuralChoice.of(store, "none", true).names()).isEmpty();
    }
}
