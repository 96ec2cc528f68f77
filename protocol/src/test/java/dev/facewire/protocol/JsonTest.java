package dev.facewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.CreateSession;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.signal.SignalMessage;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @Test
    void enumsTravelByTheNamesOfTheApi() {
        String json = Json.encode(SessionOptions.DEFAULTS);
        assertThat(json).contains("\"faces\":\"largest\"", "\"onLost\":\"shield\"");
        assertThat(Json.decode(json, SessionOptions.class)).isEqualTo(SessionOptions.DEFAULTS);
    }

    @Test
    void aPatchChangesOnlyWhatItNames() {
        OptionsPatch patch = Json.decode("{\"faces\":\"all\",\"strength\":0.7}", OptionsPatch.class);
        SessionOptions patched = patch.applyTo(SessionOptions.DEFAULTS);
        assertThat(patched.faces()).isEqualTo(FaceSelection.ALL);
        assertThat(patched.strength()).isEqualTo(0.7);
        assertThat(patched.onLost()).isEqualTo(OnLost.SHIELD);
    }

    @Test
    void aMissingFieldIsNamedInTheFault() {
        assertThatThrownBy(() -> Json.decode("{\"sdp\":\"v=0\"}", CreateSession.class))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.BAD_REQUEST);
                    assertThat(fault.detail()).contains("\"face\"");
                });
    }

    @Test
    void garbageIsABadRequest() {
        for (String text : List.of("", "{", "[]", "null", "{\"sdp\":1}x", "{\"a\":1,\"a\":2}")) {
            assertThatThrownBy(() -> Json.decode(text, CreateSession.class))
                    .as(text)
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        }
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(Json.decode("{\"sdp\":\"v=0\",\"face\":\"f\",\"later\":1}", CreateSession.class)
                        .face())
                .isEqualTo("f");
    }

    @Test
    void signalMessagesKeepTheirType() {
        SignalMessage bye = new SignalMessage.Bye("s", "done", null);
        assertThat(bye.toText()).isEqualTo("{\"type\":\"bye\",\"session\":\"s\",\"reason\":\"done\"}");
        assertThat(SignalMessage.parse(bye.toText())).isEqualTo(bye);
        assertThatThrownBy(() -> SignalMessage.parse("{\"type\":\"what\"}")).isInstanceOf(Fault.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"face":"f","sdp":"s","options":{"strength":"abc"}}  | "options.strength" must be a number
            {"face":"f","sdp":"s","options":{"mouth":"maybe"}}   | "options.mouth" must be true or false
            {"face":"f","sdp":"s","options":{"faces":"both"}}    | "options.faces" must be one of "largest", "all"
            {"face":"f","sdp":"s","options":{"maxBitrateKbps":"x"}} | "options.maxBitrateKbps" must be a whole number
            {"face":"f","sdp":"s","options":{"maxBitrateKbps":99999999999}} | "options.maxBitrateKbps" can't be read
            {"face":{},"sdp":"s"}                                | "face" must be a text
            {"face":"f","sdp":"s","options":7}                   | "options" must be an object
            {"face":"f","face":"g"}                              | "face" is given twice
            [1]                                                  | the JSON must be an object
            {"face":                                             | not valid JSON: see line 1
            {"face":"f"                                          | not valid JSON
            hello                                                | not valid JSON
            {"face":"f","sdp":"s","type":"answer"}               | this is an answer
            {"face":"f","sdp":"s","type":"what"}                 | "type" must be "offer"
            """)
    void whatIsWrongIsSaidInTheWordsOfTheOneWhoWroteIt(String text, String word) {
        assertThatThrownBy(() -> Json.decode(text, CreateSession.class)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(fault.detail())
                    .contains(word)
                    .doesNotContain("facewire", "java", "Cannot", "deserialize", "jackson", "`", "\n");
        });
    }

    @Test
    void anEmptyBodyAndADeepOneAreSaidToBeThat() {
        assertThatThrownBy(() -> Json.decode("", CreateSession.class)).hasMessageContaining("the body is empty");
        assertThatThrownBy(() -> Json.decode("[".repeat(5000), CreateSession.class))
                .isInstanceOf(Fault.class);
        assertThatThrownBy(() -> Json.tree("[".repeat(5000))).hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> SignalMessage.parse("{\"type\":\"what\"}"))
                .hasMessageContaining("\"type\" must be one of hello, session, offer");
        assertThatThrownBy(() -> SignalMessage.parse("{}")).hasMessageContaining("\"type\" is missing");
        assertThatThrownBy(() -> SignalMessage.parse("{\"type\":\"ice\",\"session\":\"s\",\"rev\":null}"))
                .hasMessageContaining("\"rev\" must be a whole number");
    }

    @Test
    void aReasonIsOneLineOfBoundedLength() {
        SignalMessage.Bye bye = new SignalMessage.Bye("s", "a\r\n12:00 ERROR\u001b[31m" + "x".repeat(100_000), null);
        assertThat(bye.reason()).startsWith("a 12:00 ERROR [31mxxx").hasSize(SignalMessage.Bye.MAX_REASON);
        assertThat(new SignalMessage.Bye("s", null, null).reason()).isNull();
    }

    @Test
    void onlyCodecsThatThereAreCanBePreferred() {
        OptionsPatch patch = Json.decode("{\"codec\":\"XYZ\"}", OptionsPatch.class);
        assertThatThrownBy(() -> patch.applyTo(SessionOptions.DEFAULTS))
                .hasMessageContaining("\"codec\" must be one of VP8");
        assertThat(Json.decode("{\"codec\":\"h264\"}", OptionsPatch.class)
                        .applyTo(SessionOptions.DEFAULTS)
                        .codec())
                .isEqualTo("h264");
    }

    @Test
    void bytesSurviveTheBus() {
        byte[] face = {0, 1, -1, 127, -128};
        OfferRequest request = new OfferRequest(
                "s", "r", 1, "v=0", true, face, SessionOptions.DEFAULTS, List.of(), "gateway.g.events");
        assertThat(Json.decode(Json.encode(request), OfferRequest.class).face()).isEqualTo(face);
    }

    @Test
    void aReportRefusesNonsense() {
        assertThatThrownBy(() -> new WorkerReport(
                        1,
                        "w",
                        1,
                        1,
                        WorkerState.READY,
                        -1,
                        0,
                        0,
                        0,
                        0,
                        -1,
                        List.of(),
                        Map.of(),
                        "v",
                        "h",
                        1,
                        "cpu0",
                        null))
                .isInstanceOf(Fault.class);
    }

    @Test
    void aFaultCrossesTheBusAndAnUnknownCodeIsKeptInWords() {
        Fault fault = new Fault(ErrorCode.FULL, "4 of 4 slots are taken");
        Fault read = Fault.fromWire(fault.toWire());
        assertThat(read.code()).isEqualTo(ErrorCode.FULL);
        assertThat(read.detail()).isEqualTo("4 of 4 slots are taken");
        assertThat(Fault.fromWire("FROM_THE_FUTURE: x").detail()).isEqualTo("FROM_THE_FUTURE: x");
    }
}
