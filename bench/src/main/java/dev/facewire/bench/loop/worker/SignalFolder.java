package dev.facewire.bench.loop.worker;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.sdp.Description;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.VideoSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Answers what appears in a folder as {@code offer-N.json}, until {@code end-N} appears there. */
final class SignalFolder {
    private static final long LOOK_MS = 10;
    private final Path folder;
    private final Function<Peer, AutoCloseable> serve;
    private final Map<String, Served> sessions = new HashMap<>();

    private record Served(Peer peer, AutoCloseable work) {}

    /** @param serve begins to work on a peer's frames; what it returns ends that, and is closed before the peer */
    SignalFolder(Path folder, Function<Peer, AutoCloseable> serve) {
        this.folder = folder;
        this.serve = serve;
    }

    /** Says {@code ready} and answers until the process is ended. */
    void run() throws Exception {
        System.out.println("ready");
        for (int next = 1; ; ) {
            Path offer = folder.resolve("offer-" + next + ".json");
            if (Files.exists(offer)) {
                answer(
                        Integer.toString(next),
                        Json.decode(Files.readString(offer), Description.class).sdp());
                next++;
            }
            for (String name : sessions.keySet().toArray(String[]::new)) {
                if (Files.exists(folder.resolve("end-" + name))) {
                    Served ended = sessions.remove(name);
                    ended.work().close();
                    ended.peer().close();
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    /** As a Facewire worker sends, see {@code WorkerSession}: codec and most kbit/s stand in {@code media-N}. */
    private VideoSettings settings(String name) throws IOException {
        String[] words = Files.readString(folder.resolve("media-" + name)).split(" ", 2);
        int kbps = Integer.parseInt(words[1]);
        return new VideoSettings(words[0], kbps / 2, kbps, 60, false, VideoSettings.DEFAULT_GATHER_CAP);
    }

    private void answer(String name, String offer) throws IOException {
        Peer peer = Peer.open(new PeerConfig("bench-" + name), new PeerListener() {});
        String sdp = peer.answer(offer, settings(name)).join();
        sessions.put(name, new Served(peer, serve.apply(peer)));
        Path part = folder.resolve("answer-" + name + ".part");
        Files.writeString(part, Json.encode(new Description(sdp, "answer")));
        Files.move(part, folder.resolve("answer-" + name + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
