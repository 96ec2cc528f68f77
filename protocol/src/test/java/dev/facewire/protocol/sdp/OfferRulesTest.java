package dev.facewire.protocol.sdp;

import static dev.facewire.protocol.sdp.SampleOffers.VP8;
import static dev.facewire.protocol.sdp.SampleOffers.candidate;
import static dev.facewire.protocol.sdp.SampleOffers.offer;
import static dev.facewire.protocol.sdp.SampleOffers.section;
import static dev.facewire.protocol.sdp.SampleOffers.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.MediaSection.Direction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferRulesTest {
    @Test
    void aPlainVideoOfferIsTaken() {
        assertThat(OfferRules.returnLine(OfferRules.check(video())).mid()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "garbage", "{\"sdp\":1}", "v=1\r\nm=video 9 UDP/TLS/RTP/SAVPF 96", "v=0\r\n"})
    void whatIsNoOfferIsRefused(String text) {
        refused(text, ErrorCode.BAD_SDP, "offer|description");
    }

    @Test
    void hugeOffersAreRefusedBeforeTheyAreParsed() {
        refused(video(VP8, "a=x:" + "y".repeat(1 << 20)), ErrorCode.BAD_SDP, "64 KB");
    }

    @Test
    void soAreManyLines() {
        refused(
                offer(Collections.nCopies(9, section("video", "0", "sendrecv", VP8))
                        .toArray(new String[0])),
                ErrorCode.BAD_SDP,
                "8 m-lines");
    }

    @Test
    void manyCandidatesAreNoReasonToRefuse() {
        List<String> lines = new ArrayList<>(List.of(VP8));
        for (int i = 1; i <= 40; i++) {
            lines.add(candidate("10.1.0." + i)); // a laptop with VPNs, containers and IPv6
        }
        assertThat(OfferRules.check(video(lines.toArray(new String[0])))).isNotNull();
    }

    @Test
    void aLineWithoutAMidIsSaidToLackIt() {
        refused(video().replace("a=mid:0\r\n", ""), ErrorCode.BAD_SDP, "a=mid is missing in the video line");
        String refusedLine =
                section("audio", "1", "inactive").replace("a=mid:1\r\n", "").replace("audio 9", "audio 0");
        OfferRules.check(offer(refusedLine, section("video", "0", "sendrecv", VP8)));
    }

    @Test
    void linesOfOneConnectionNameOneCertificate() {
        String sha256 = "a=fingerprint:sha-256 AA:01";
        String sha1 = "a=fingerprint:sha-1 BB:02";
        String video = section("video", "0", "sendrecv", VP8, sha256, sha1);
        String bundle = "a=group:BUNDLE 0 1";
        OfferRules.check(offer(video, section("audio", "1", "sendrecv", sha256.toLowerCase(Locale.ROOT)))
                .replace("a=group:BUNDLE 0", bundle));
        String other = offer(video, section("audio", "1", "sendrecv", "a=fingerprint:sha-256 CC:03"));
        refused(other.replace("a=group:BUNDLE 0", bundle), ErrorCode.BAD_SDP, "different a=fingerprint");
        OfferRules.check(other); // not bundled: a connection of its own
    }

    @Test
    void soundAloneIsRefusedAndBesideVideoIsFine() {
        String audio = section("audio", "1", "sendrecv", "a=rtpmap:96 opus/48000/2");
        refused(offer(audio), ErrorCode.BAD_SDP, "no video");
        assertThat(OfferRules.returnLine(OfferRules.check(offer(audio, section("video", "0", "sendrecv", VP8))))
                        .mid())
                .isEqualTo("0");
    }

    @Test
    void unencryptedMediaIsRefused() {
        refused(video().replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"), ErrorCode.BAD_SDP, "encrypted");
    }

    @Test
    void aPictureMustComeAndMustHaveAWayBack() {
        refused(offer(section("video", "0", "recvonly", VP8)), ErrorCode.BAD_SDP, "sends");
        refused(offer(section("video", "0", "sendonly", VP8)), ErrorCode.BAD_SDP, "receive");
        refused(offer(section("video", "0", "inactive", VP8)), ErrorCode.BAD_SDP, "sends");
    }

    @Test
    void whoSendsOnlyReceivesNothing() {
        String unsaid = section("video", "2", "sendrecv", VP8).replace("a=sendrecv\r\n", "");
        Sdp sdp = Sdp.parse(offer(section("video", "0", "sendrecv", VP8), section("audio", "1", "recvonly"), unsaid));
        Sdp sending = sdp.sendingOnly();
        assertThat(sending.media())
                .extracting(MediaSection::direction)
                .containsExactly(Direction.SENDONLY, Direction.RECVONLY, Direction.SENDONLY);
        assertThat(sending.text()).doesNotContain("sendrecv");
        assertThat(Sdp.parse(sending.text())).isEqualTo(sending);
        assertThat(sending.sendingOnly()).isEqualTo(sending);
    }

    @Test
    void aClientMaySplitTheDirections() {
        Sdp sdp =
                OfferRules.check(offer(section("video", "a", "sendonly", VP8), section("video", "b", "recvonly", VP8)));
        assertThat(OfferRules.returnLine(sdp).mid()).isEqualTo("b");
        assertThat(OfferRules.cameraLine(sdp).mid()).isEqualTo("a");
    }

    @Test
    void ofTwoLinesTheFirstWithACodecOfOursIsAnswered() {
        Sdp sdp = OfferRules.check(offer(
                section("video", "x", "sendrecv", "a=rtpmap:96 H265/90000"), section("video", "y", "sendrecv", VP8)));
        assertThat(OfferRules.returnLine(sdp).mid()).isEqualTo("y");
    }

    @Test
    void highProfileH264AloneIsNoCodec() {
        refused(video("a=rtpmap:96 H264/90000", "a=fmtp:96 profile-level-id=640c1f"), ErrorCode.NO_CODEC, "VP8");
        refused(video("a=rtpmap:96 H265/90000"), ErrorCode.NO_CODEC, "VP8");
        OfferRules.check(video("a=rtpmap:96 H264/90000", "a=fmtp:96 packetization-mode=0;profile-level-id=42e01f"));
        OfferRules.check(video("a=rtpmap:96 H264/90000"));
    }

    @Property(tries = 300)
    void nothingButAFaultComesOutOfGarbage(@ForAll @StringLength(max = 400) String text) {
        onlyFaults("v=0\r\nm=video " + text);
    }

    @Property(tries = 300)
    void norOutOfADamagedOffer(@ForAll @IntRange(max = 200) int at, @ForAll char with) {
        StringBuilder text = new StringBuilder(video(VP8, candidate("192.0.2.1")));
        text.setCharAt(at % text.length(), with);
        onlyFaults(text.toString());
    }

    private static void onlyFaults(String text) {
        try {
            OfferRules.check(text);
        } catch (Fault expected) {
            assertThat(expected.detail()).isNotBlank();
        }
    }

    private static void refused(String text, ErrorCode code, String word) {
        assertThatThrownBy(() -> OfferRules.check(text)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.detail()).containsPattern(word);
        });
    }
}
