package dev.facewire.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.vision.swap.EngineSpeed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OfferTest {
    private static final List<String> MODELS = List.of("mesh", "neural", "net_128", "net_256");

    private static Offer offer(int slots, boolean cuda, double small, double large) {
        return Offer.of(
                MODELS,
                List.of(
                        new EngineSpeed("mesh", 5),
                        new EngineSpeed("net_128", small),
                        new EngineSpeed("net_256", large)),
                slots,
                cuda,
                1);
    }

    @Test
    void whatIsTooSlowForALivePictureIsNotOfferedAndWhyIsSaid() {
        Offer offer = offer(0, false, 6000, 24_000);
        assertThat(offer.models()).containsExactly("mesh");
        assertThat(offer.slots()).as("the mesh engine's").isEqualTo(4);
        assertThat(offer.reasons()).hasSize(2);
        assertThat(offer.reasons().get(0)).contains("net_128", "6000 ms", "--slots");
    }

    @Test
    void whoNamesTheSlotsGetsAllOfThem() {
        Offer offer = offer(1, false, 6000, 24_000);
        assertThat(offer.models()).isEqualTo(MODELS);
        assertThat(offer.slots()).isEqualTo(1);
        assertThat(offer.reasons()).isEmpty();
    }

    @Test
    void slotsAreThoseOfTheSlowestThatIsOffered() {
        Offer offer = offer(0, true, 2, 8);
        assertThat(offer.models()).isEqualTo(MODELS);
        assertThat(offer.slots()).isEqualTo(3);
    }

    @Test
    void neuralMeansTheFirstAndGoesWithIt() {
        assertThat(offer(0, true, 2, 100).models()).containsExactly("mesh", "neural", "net_128");
        assertThat(offer(0, true, 100, 2).models()).containsExactly("mesh", "net_256");
    }

    @Test
    void aWorkerThatRunsAtAllOffersTheMeshEngine() {
        Offer offer = Offer.of(List.of("mesh"), List.of(new EngineSpeed("mesh", 500)), 0, false, 1);
        assertThat(offer.models()).containsExactly("mesh");
        assertThat(offer.slots()).isEqualTo(1);
    }

    @Test
    void whatTakesLongerThanAPictureMayStandStillIsKnownAsSlowIfItIsOffered() {
        assertThat(offer(1, false, 6000, 400).slowMs()).isEqualTo(Map.of("neural", 6000.0, "net_128", 6000.0));
        assertThat(offer(1, false, 400, 6000).slowMs()).isEqualTo(Map.of("net_256", 6000.0));
        assertThat(offer(1, true, 8, 8).slowMs()).isEmpty();
        assertThat(offer(0, false, 6000, 6000).slowMs()).isEmpty();
    }

    @Test
    void onlyWhatIsOfferedTellsHowLongABatchMayTake() {
        List<EngineSpeed> speeds = List.of(new EngineSpeed("mesh", 5), new EngineSpeed("net_128", 6000));
        List<String> models = List.of("mesh", "neural", "net_128");
        assertThat(Offer.of(models, speeds, 1, false, 1).slowestMs(speeds)).isEqualTo(6000);
        assertThat(Offer.of(models, speeds, 0, false, 1).slowestMs(speeds)).isEqualTo(5);
    }
}
