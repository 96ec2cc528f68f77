package dev.facewire.it.fuzz;

import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.VideoSettings;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs in a JVM of its own: offers and candidates straight to libwebrtc, past the gateway's rules. */
final class NativeParser {
    static final String DONE = "native parser done";
    private static final String NAME = "native";

    private NativeParser() {}

    /** Arguments: the first input's number, and how many. */
    public static void main(String[] arguments) throws Exception {
        long first = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        Offers offers = Offers.make();
        int answered = 0;
        int code = 0;
        try {
            for (long number = first; number < first + count; number++) {
                System.out.println("input " + number);
                if (tried(offers, Fuzzer.random(NAME, number))) {
                    answered++;
                }
            }
            System.out.println(DONE + ": " + answered + " of " + count + " answered");
        } catch (Exception | VirtualMachineError stuck) {
            System.out.println(stuck);
            code = 1;
        }
        System.exit(code);
    }

    private static boolean tried(Offers offers, Random random) throws InterruptedException, TimeoutException {
        boolean answered = false;
        try (Peer peer = Peer.open(new PeerConfig(NAME), new PeerListener() {})) {
            VideoSettings settings = VideoSettings.defaults(true);
            for (int i = 0; i < 2; i++) {
                try {
                    peer.answer(offers.next(random), settings).get(30, TimeUnit.SECONDS);
                    answered = true;
                    peer.addCandidates(candidates(random)).get(30, TimeUnit.SECONDS);
                } catch (Fault refused) {
                    // by our own rules
                } catch (ExecutionException refused) {
                    if (refused.getCause() instanceof VirtualMachineError) {
                        throw new IllegalStateException(refused);
                    }
                }
            }
        }
        return answered;
    }

    private static List<IceCandidate> candidates(Random random) {
        return Candidates.next(random).stream()
                .map(next -> new IceCandidate(next.candidate(), next.sdpMid(), next.sdpMLineIndex()))
                .toList();
    }
}
