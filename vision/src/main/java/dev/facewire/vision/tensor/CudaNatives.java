package dev.facewire.vision.tensor;

import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds PyTorch for CUDA before DJL looks. The jar holds PyTorch for the CPU, which DJL takes wherever it finds it, a GPU or not; and
 * PyTorch for CUDA is two and a half gigabytes, in no package registry. So where the driver shows a GPU and the user named no library,
 * DJL's own download is started (publish.djl.ai, as DJL does by itself where no library is on the class path), kept in DJL's cache, and
 * named to it. Where that fails the CPU is what there is.
 */
public final class CudaNatives {
    private static final Logger log = LoggerFactory.getLogger(CudaNatives.class);
    private static final String LIBRARY = "PYTORCH_LIBRARY_PATH";
    private static final String VERSION = "2.7.1";
    private static final String FLAVOR = "cu128";
    private static final String CLASSIFIER = "linux-x86_64";
    private static final String OFFLINE = "ai.djl.offline";
    /** The digest that the fetched libraries must have. */
    private static final String PIN = "FACEWIRE_PYTORCH_SHA256";

    private static final int DRIVER_SECONDS = 10;

    /** What is to be done. */
    enum Step {
        /** Nothing: no GPU, or the user has named a library. */
        NONE,
        /** Name what an earlier start fetched. */
        USE_CACHE,
        FETCH
    }

    private CudaNatives() {}

    /** Makes PyTorch for CUDA what DJL will load, if it can. To be called before anything of DJL is; waits for a download. */
    public static void prepare() {
        Path cache = Utils.getEngineCacheDir("pytorch").resolve(VERSION + "-" + FLAVOR + "-" + CLASSIFIER);
        boolean named = Utils.getEnvOrSystemProperty(LIBRARY) != null;
        boolean fetched = Files.exists(cache.resolve("libtorch_cuda.so"));
        switch (step(named, !named && driverShowsGpu(), fetched)) {
            case USE_CACHE -> useFetched(cache);
            case FETCH -> fetch(cache);
            default -> {}
        }
    }

    static Step step(boolean named, boolean gpu, boolean fetched) {
        if (named || !gpu) {
            return Step.NONE;
        }
        return fetched ? Step.USE_CACHE : Step.FETCH;
    }

    private static void use(Path folder) {
        System.setProperty(LIBRARY, folder.toString());
        System.setProperty("PYTORCH_VERSION", VERSION);
        System.setProperty("PYTORCH_FLAVOR", FLAVOR);
    }

    private static void useFetched(Path cache) {
        String pinned = Utils.getEnvOrSystemProperty(PIN);
        try {
            if (pinned != null) {
                check(cache, pinned); // takes seconds
            }
            use(cache);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private static void fetch(Path cache) {
        log.info("a GPU is here: fetching PyTorch {} for CUDA into {}, once (2.5 GB)", VERSION, cache);
        String offline = System.getProperty(OFFLINE);
        System.setProperty(OFFLINE, "false");
        System.setProperty("PYTORCH_FLAVOR", FLAVOR);
        try {
            Method download = LibUtils.class.getDeclaredMethod("downloadPyTorch", Platform.class);
            download.setAccessible(true);
            download.invoke(null, Platform.detectPlatform("pytorch", VERSION));
            check(cache, Utils.getEnvOrSystemProperty(PIN));
            use(cache);
        } catch (InvocationTargetException e) {
            failed(e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            failed(e);
        } finally {
            if (offline == null) {
                System.clearProperty(OFFLINE);
            } else {
                System.setProperty(OFFLINE, offline);
            }
        }
    }

    /**
     * Compares what was fetched with the digest that the operator knows from another machine, and says it where none is
     * given: DJL's servers publish no checksums that could be shipped.
     *
     * @throws IllegalStateException where it is another; the files are deleted then
     */
    static void check(Path folder, String pinned) {
        String digest = FolderDigest.of(folder);
        if (pinned == null || pinned.isBlank()) {
            log.warn("the SHA-256 of PyTorch for CUDA is {}; give it to other machines as {}", digest, PIN);
        } else if (!pinned.strip().equalsIgnoreCase(digest)) {
            FolderDigest.delete(folder);
            throw new IllegalStateException(
                    "its SHA-256 is " + digest + " and " + PIN + " says " + pinned.strip() + "; it was deleted");
        }
    }

    private static void failed(Throwable why) {
        System.clearProperty("PYTORCH_FLAVOR");
        log.warn(
                "PyTorch for CUDA can't be used ({}): the CPU is. Connect to the internet once, or name a PyTorch {} for"
                        + " {} by {}, PYTORCH_VERSION and PYTORCH_FLAVOR",
                why.toString(),
                VERSION,
                FLAVOR,
                LIBRARY);
    }

    private static boolean driverShowsGpu() {
        try {
            Process process = new ProcessBuilder("nvidia-smi", "-L")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(DRIVER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException noDriver) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
