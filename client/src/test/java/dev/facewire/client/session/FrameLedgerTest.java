package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.protocol.Json;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameLedgerTest {
    private static final long MS = 1_000_000;
    private final FrameLedger ledger = new FrameLedger();

    @Test
    void aFrameIsTimedFromItsSendingAndPlacedWhereItWasDue() {
        ledger.sent(0, false, 0, 1000 * MS);
        ledger.sent(1, false, 33 * MS, 1033 * MS);
        FrameLedger.Returned first = ledger.returned(0, 1050 * MS);
        FrameLedger.Returned second = ledger.returned(1, 1093 * MS);
        assertThat(first.loopMs()).isEqualTo(50);
        assertThat(second.mediaNanos()).isEqualTo(33 * MS);
        assertThat(ledger.loopMs(0.5)).isEqualTo(50);
        assertThat(ledger.loopMs(0.95)).isEqualTo(60);
        assertThat(ledger.framesSent()).isEqualTo(2);
        assertThat(ledger.framesReturned()).isEqualTo(2);
        assertThat(ledger.readableAfterMs(900 * MS)).isEqualTo(150);
    }

    @Test
    void whatWasSentBeforeTheStartOpensTheWayButCountsForNothing() {
        ledger.sent(0, true, 0, 0);
        assertThat(ledger.open(10 * MS, 700 * MS)).isFalse();
        assertThat(ledger.returned(0, 40 * MS).preroll()).isTrue();
        assertThat(ledger.open(41 * MS, 700 * MS)).isTrue();
        assertThat(ledger.framesSent()).isZero();
        assertThat(ledger.framesReturned()).isZero();
        assertThat(ledger.loopMs(0.5)).isNull();
    }

    @Test
    void framesThatAreAllShieldedOpenTheWayAfterAWhile() {
        ledger.sent(0, true, 0, 0);
        ledger.returned(-1, 40 * MS);
        assertThat(ledger.open(100 * MS, 700 * MS)).isFalse();
        assertThat(ledger.open(800 * MS, 700 * MS)).isTrue();
        assertThat(ledger.readableAfterMs(0)).isNull();
    }

    @Test
    void aShieldedFrameIsPlacedByTheUsualDelay() {
        for (int k = 0; k < 10; k++) {
            ledger.sent(k, false, 33 * MS * k, 1000 * MS + 33 * MS * k);
        }
        for (int k = 0; k < 5; k++) {
            ledger.returned(k, 1050 * MS + 33 * MS * k);
        }
        FrameLedger.Returned shielded = ledger.returned(-1, 1050 * MS + 5 * 33 * MS);
        assertThat(shielded.counter()).isEqualTo(-1);
        assertThat(shielded.loopMs()).isNull();
        assertThat(shielded.mediaNanos()).isEqualTo(5 * 33 * MS);
        assertThat(ledger.counterAt(shielded.mediaNanos())).isEqualTo(5);
        assertThat(ledger.framesReturned()).isEqualTo(6);
    }

    @Test
    void neverMoreComeBackThanWereSent() {
        ledger.sent(0, true, 0, 0);
        ledger.sent(1, false, 0, 33 * MS);
        assertThat(ledger.returned(-1, 40 * MS).preroll()).isFalse();
        assertThat(ledger.returned(-1, 73 * MS).preroll()).isTrue();
        assertThat(ledger.framesReturned()).isEqualTo(1);
    }

    @Test
    void aRepeatedFrameCountsOnceAndAStrangersNumberIsNoNumber() {
        ledger.sent(0, false, 0, 0);
        ledger.sent(1, false, 33 * MS, 33 * MS);
        assertThat(ledger.returned(0, 40 * MS)).isNotNull();
        assertThat(ledger.returned(0, 73 * MS)).isNull();
        assertThat(ledger.returned(77, 75 * MS).counter()).isEqualTo(-1);
    }

    @Property(tries = 100)
    void percentilesAreThoseOfTheSortedList(
            @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = 0, max = 9000) Double> values) {
        LatencyHistogram histogram = new LatencyHistogram();
        values.forEach(histogram::add);
        List<Double> sorted = values.stream().sorted().toList();
        for (double share : new double[] {0.5, 0.95, 1}) {
            double expected = sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
            assertThat(histogram.percentile(share)).isCloseTo(expected, within(0.051));
        }
    }

    @Test
    void theHistogramRefusesNonsenseAndSurvivesExtremes() {
        LatencyHistogram histogram = new LatencyHistogram();
        assertThat(histogram.percentile(0.5)).isNull();
        histogram.add(1e9);
        assertThat(histogram.percentile(0.5)).isEqualTo(10_000);
        assertThatThrownBy(() -> histogram.add(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        histogram.clear();
        assertThat(histogram.count()).isZero();
    }

    @Test
    void theReportHasExactlyItsFieldsAndNullWhereNothingIsKnown() {
        Report report =
                new Report(1, 0, null, null, null, null, null, null, null, null, null, 0, null, null, null, 640, 480);
        assertThat(Json.encode(report))
                .isEqualTo("{\"framesSent\":1,\"framesReturned\":0,\"facesSwapped\":null,\"framesShielded\":null,"
                        + "\"fpsSent\":null,\"fpsReturned\":null,\"connectMs\":null,\"loopMsP50\":null,"
                        + "\"loopMsP95\":null,\"engineMsP50\":null,\"engineMsP95\":null,\"moves\":0,"
                        + "\"gapMsMax\":null,\"worker\":null,"
                        + "\"engine\":null,\"width\":640,\"height\":480}");
    }

    @Test
    void theProgressLineTellsHowItGoes() {
        assertThat(Progress.line("live", 30, 29.6, 48.2, "desk-cpu0", null))
                .isEqualTo("live · sent 30.0 fps · returned 29.6 fps · loop 48 ms · worker desk-cpu0");
        assertThat(Progress.line("live", 0, 0, null, null, null)).endsWith("loop –");
    }
}
