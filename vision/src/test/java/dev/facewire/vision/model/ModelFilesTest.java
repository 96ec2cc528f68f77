package dev.facewire.vision.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are not what they should be. */
class ModelFilesTest {
    @TempDir
    Path folder;

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] script(String code) throws IOException {
        return zip(Map.of("m/constants.pkl", "x", "m/data.pkl", "x", "m/code/__torch__/net.py", code));
    }

    private void refused(byte[] bytes, String words) throws IOException {
        Path file = file("net.pt", bytes);
        assertThatThrownBy(() -> TorchScriptFile.check(file))
                .isInstanceOf(UnusableModelException.class)
                .hasMessageStartingWith("net.pt: ")
                .hasMessageContaining(words);
    }

    @Test
    void aPickleIsToldApartWhateverItIsCalled() throws IOException {
        refused(zip(Map.of("archive/data.pkl", "x", "archive/data/0", "x")), "Python pickle");
        refused(new byte[] {(byte) 0x80, 2, 'c', 'o', 's'}, "Python pickle");
    }

    @Test
    void partsOfFilesAndOtherThingsAreNoTorchScript() throws IOException {
        byte[] good = script("def forward(self): return torch.add(1, 2)");
        assertThatCode(() -> TorchScriptFile.check(file("net.pt", good))).doesNotThrowAnyException();
        refused(Arrays.copyOf(good, good.length / 2), "only a part");
        refused(new byte[0], "only a part");
        refused(zip(Map.of("readme", "hello")), "no TorchScript");
    }

    @Test
    void aPickleOfTheOldestFormIsNamedAsOneToo() throws IOException {
        refused("cos\nsystem\n(S'touch /tmp/x'\ntR.".getBytes(StandardCharsets.UTF_8), "Python pickle");
        refused("(lp0\n.".getBytes(StandardCharsets.UTF_8), "Python pickle");
        refused("(no pickle".getBytes(StandardCharsets.UTF_8), "only a part");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "  _0 = torch.save(x, y)          | save",
                "  _0 = torch . save (x, y)       | save",
                "  _0 = torch.\tload(y)           | load",
                "  t = torch; _0 = t.save(x, y)   | save",
                "  _0 = ops.aten.from_file(name)  | from_file",
                "  _0 = ops . aten . load(name)   | load",
                "  _0 = getattr(torch, \"save\")   | save",
                "  _0 = getattr(torch, \"sa\" \"ve\")(x, y)  | puts together",
                "  _0 = getattr(torch, \"\\x73ave\")(x, y)   | puts together",
                "  _0 = ops.other.run(name)       | ops.other.run",
                "  _0 = ops . other.run(name)     | ops.other.run",
                "  _0 = torch.classes.other.Thing | torch.classes",
            })
    void codeThatTouchesFilesIsNotRun(String code, String word) throws IOException {
        refused(script(code), word);
    }

    @Test
    void codeIsFoundWhateverTheCaseOfItsName() throws IOException {
        String code = "_0 = torch.save(x, y)";
        refused(zip(Map.of("m/constants.pkl", "x", "m/data.pkl", "x", "m/CODE/__torch__/net.PY", code)), "save");
        refused(zip(Map.of("m/Constants.pkl", "x", "m/data.pkl", "x", "m/code/__torch__/net.Py", code)), "save");
    }

    @Test
    void twoRecordsOfOneNameAreRefused() throws IOException {
        refused(
                zip(Map.of("m/constants.pkl", "x", "m/code/__torch__/net.py", "", "m/code/__torch__/NET.py", "")),
                "two records");
        byte[] twice = zip(Map.of("m/constants.pkl", "x", "m/code/net.py", "", "m/code/nat.py", ""));
        String text = new String(twice, StandardCharsets.ISO_8859_1).replace("nat.py", "net.py");
        refused(text.getBytes(StandardCharsets.ISO_8859_1), "");
    }

    @Test
    void whatNetworksAreMadeOfIsFine() {
        for (String code : new String[] {
            "x = ops.prim.NumToTensor(1)\ny = torch.loads_of_things",
            "_0 = getattr(self.blocks, \"0\")\n_1 = getattr(blocks, \"11\")",
            "saved = torch.add(preload, 1)"
        }) {
            assertThatCode(() -> TorchScriptFile.check(file("net.pt", script(code))))
                    .as(code)
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] npy(String type, int numbers, float value) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + numbers + ",), }\n";
        ByteBuffer out = ByteBuffer.allocate(10 + header.length() + numbers * 4).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        out.put(header.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < numbers; i++) {
            out.putFloat(value);
        }
        return out.array();
    }

    @Test
    void vectorsAreReadAndOtherArraysAreNot() throws IOException {
        assertThat(NpyFile.vector(file("v.npy", npy("<f4", 512, 0.5f)), 512))
                .hasSize(512)
                .containsOnly(0.5f);
        for (byte[] wrong : new byte[][] {
            npy("<f4", 511, 1), npy("|O", 512, 1), npy("<i4", 512, 1), new byte[3], npy("<f4", 512, Float.NaN)
        }) {
            Path file = file("v.npy", wrong);
            assertThatThrownBy(() -> NpyFile.vector(file, 512))
                    .isInstanceOf(UnusableModelException.class)
                    .hasMessageStartingWith("v.npy: ");
        }
    }

    @Test
    void aFileThatIsNotTheImportedOneIsFoundOut() throws IOException {
        Path weights = file("net.pt", new byte[] {1, 2, 3});
        ModelManifest known = ManifestFile.known().get(0);
        ModelManifest manifest = known.imported("net", "net.pt", Sha256.of(weights), known.original(), known.source());
        Files.writeString(folder.resolve("net.json"), ManifestFile.write(manifest));
        ModelStore store = new ModelStore(folder);
        assertThat(store.verified(store.manifest("net"))).isEqualTo(weights);

        Files.write(weights, new byte[] {1, 2, 4});
        assertThatThrownBy(() -> store.verified(manifest)).hasMessageContaining("not the file that was imported");
        Files.delete(weights);
        assertThatThrownBy(() -> store.verified(manifest)).hasMessageContaining("is missing");
        assertThatThrownBy(() -> store.manifest("other")).hasMessageContaining("there is no model 'other'");
    }

    @Test
    void aBrokenManifestDoesNotHideTheOthers() throws IOException {
        ModelManifest known = ManifestFile.known().get(0);
        file("b.json", "{".getBytes(StandardCharsets.UTF_8));
        file("c.json", ManifestFile.write(known).getBytes(StandardCharsets.UTF_8));
        ModelManifest good = known.imported("a", "a.pt", "0".repeat(64), known.original(), known.source());
        Files.writeString(folder.resolve("a.json"), ManifestFile.write(good));
        ModelStore store = new ModelStore(folder);
        assertThat(store.entries()).extracting(ModelStore.Entry::name).containsExactly("a", "b", "c");
        assertThat(store.entries().get(1).problem()).contains("JSON");
        assertThat(store.entries().get(2).problem()).contains("must be the file's");
        assertThat(store.candidates(ModelManifest.Kind.SWAP))
                .as("those that are broken are to be heard of")
                .containsExactly("a", "b", "c");
        assertThat(store.candidates(ModelManifest.Kind.EMBEDDING)).containsExactly("b", "c");
        assertThat(new ModelStore(folder.resolve("nowhere")).entries()).isEmpty();
    }
}
