package dev.facewire.vision.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.vision.model.ModelManifest.Kind;
import org.junit.jupiter.api.Test;

class ManifestFileTest {
    private static final String GOOD = ManifestFile.resource("inswapper_128.json");

    private static void refused(String json, String... words) {
        assertThatThrownBy(() -> ManifestFile.parse(json, "some.json"))
                .isInstanceOf(UnusableModelException.class)
                .hasMessageStartingWith("some.json: ")
                .hasMessageContainingAll(words);
    }

    @Test
    void thoseThatAreShippedAreRight() {
        assertThat(ManifestFile.known())
                .extracting(ModelManifest::name)
                .containsExactly("inswapper_128", "reswapper_128", "reswapper_256", "arcface_w600k_r50");
        ModelManifest reswapper = ManifestFile.known().get(2);
        assertThat(reswapper.kind()).isEqualTo(Kind.SWAP);
        assertThat(reswapper.input().size()).isEqualTo(256);
        assertThat(reswapper.source().embedding()).isEqualTo("arcface_w600k_r50");
        assertThat(ManifestFile.known()).allSatisfy(manifest -> {
            assertThat(manifest.licence().limits()).contains("non-commercial");
            assertThat(manifest.figures()).isNotEmpty();
        });
    }

    @Test
    void whatIsWrittenCanBeRead() {
        ModelManifest manifest = ManifestFile.known().get(0);
        String json = ManifestFile.write(manifest);
        assertThat(ManifestFile.write(ManifestFile.parse(json, "again"))).isEqualTo(json);
    }

    @Test
    void anUnknownFieldIsNamedWithItsPlace() {
        refused(GOOD.replace("\"channels\"", "\"chanels\""), "input.chanels", "not known");
        refused(GOOD.replace("\"schema\": 1,", "\"schema\": 1, \"licens\": 1,"), "licens");
    }

    @Test
    void withoutALicenceNothingIsRun() {
        refused(GOOD.replaceAll("(?s)\"licence\": \\{.*?\\},", ""), "licence is missing");
        refused(GOOD.replace("\"limits\": \"non-commercial research only\",", ""), "licence.limits is missing");
    }

    @Test
    void whatIsNotAsExpectedIsSaidInWords() {
        refused(GOOD.replace("\"size\": 128", "\"size\": 130"), "input.size", "multiple of 16");
        refused(GOOD.replace("\"size\": 128", "\"size\": \"large\""), "input.size");
        refused(GOOD.replace("[0, 1]", "[1, 0]"), "range", "black and white");
        refused(GOOD.replace("\"arcface_128\"", "\"arcface_99\""), "alignment");
        refused(GOOD.replace("\"schema\": 1", "\"schema\": 2"), "schema is 2");
        refused(GOOD.replace("e4a3f08c", "E4A3F08C"), "original.sha256", "SHA-256");
        refused(GOOD.replace("\"kind\": \"swap\"", "\"kind\": \"embedding\""), "swap models only");
        refused(GOOD.replace("\"name\": \"inswapper_128\"", "\"name\": \"../x\""), "name");
        refused(GOOD.replace("\"name\": \"inswapper_128\"", "\"name\": \"mesh\""), "engines");
        refused(GOOD.replace("\"kind\": \"swap\",", "\"kind\": \"swap\", \"file\": \"../x.pt\","), "plain file name");
        refused(GOOD + "{}", "JSON");
        refused(GOOD.substring(0, 200), "JSON");
        refused(GOOD.replace("\"emap\": true,", ""), "source.emap is missing");
        refused(GOOD.replace(", \"normalise\": true", ""), "source.normalise is missing");
        refused(GOOD.replace("\"normalise\": true", "\"normalise\": null"), "source.normalise is missing");
        refused(GOOD.replace("\"emap\": true", "\"emap\": \"perhaps\""), "source.emap");
        refused("null", "no JSON object");
    }

    @Test
    void templatesAreThoseOfTheirSourcesAndScaleAboutTheCorner() {
        double[] at128 = AlignmentTemplate.ARCFACE_128.points(128);
        assertThat(at128[0]).isEqualTo(38.2946 + 8 + 0.5);
        assertThat(at128[1]).isEqualTo(51.6963 + 0.5);
        // pixels counted by their middles, ReSwapper's offset at 256 is (128 / 32768) * 256 - 0.5 = 0.5
        double[] at256 = AlignmentTemplate.ARCFACE_128.points(256);
        assertThat(at256[0] - 0.5).isCloseTo((38.2946 + 8) * 2 + 0.5, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(AlignmentTemplate.ARCFACE_112.points(112)[4]).isEqualTo(56.0252 + 0.5);
        assertThat(AlignmentTemplate.FFHQ_512.points(512)[0]).isEqualTo(192.98138 + 0.5);
    }
}
