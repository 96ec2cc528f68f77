package dev.facewire.client.capture;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.video.CameraNames;
import dev.facewire.client.video.Decoder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Opens what {@code --input} names. */
public final class Inputs {
    private static final double DEFAULT_FPS = 30;
    private static final FrameSize DEFAULT_SIZE = new FrameSize(640, 480);
    private static final FrameSize LARGEST = new FrameSize(FrameSize.MAX_WIDTH, FrameSize.MAX_HEIGHT);

    private Inputs() {}

    /**
     * Opens an input.
     *
     * @param size what a camera is asked for and what a clip is scaled into; null for what is there
     * @param fps what a camera or the pattern is asked for; 0 for the default
     * @throws ClientFault with one line that says what to do
     */
    public static VideoInput open(InputSpec spec, FrameSize size, double fps) {
        if (spec instanceof InputSpec.TestPattern) {
            return new PatternInput(size == null ? DEFAULT_SIZE : size, fps > 0 ? fps : DEFAULT_FPS);
        }
        if (spec instanceof InputSpec.Clip clip) {
            return openClip(clip.path(), size);
        }
        return openCamera(((InputSpec.Camera) spec).which(), size == null ? DEFAULT_SIZE : size, fps);
    }

    private static VideoInput openClip(Path path, FrameSize size) {
        if (!Files.exists(path)) {
            throw ClientFault.usage("there is no clip at '" + path + "'");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw ClientFault.usage("'" + path + "' is no file that can be read");
        }
        Decoder decoder = null;
        try {
            decoder = Decoder.open(path, size);
            FrameSize allowed = decoder.size().width() >= decoder.size().height() ? LARGEST : LARGEST.turned();
            FrameSize shrunk = decoder.size().shrunkInto(allowed);
            if (!shrunk.equals(decoder.size())) {
                decoder.close();
                decoder = Decoder.open(path, allowed);
            }
            return ClipInput.start(path, decoder);
        } catch (Decoder.Unreadable e) {
            throw ClientFault.usage("'" + path + "' can't be read as a video: " + e.getMessage()
                    + "; --input takes a whole video file, camera:N or pattern");
        }
    }

    private static VideoInput openCamera(String which, FrameSize size, double fps) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean byNumber = which.chars().allMatch(Character::isDigit);
        Map<String, String> options = new LinkedHashMap<>();
        options.put("video_size", size.toString());
        options.put("framerate", rate(fps > 0 ? fps : DEFAULT_FPS));
        String device;
        String format;
        if (system.contains("mac")) {
            format = "avfoundation";
            device = which + ":none";
        } else if (system.contains("windows")) {
            format = "dshow";
            device = "video=" + (byNumber ? CameraNames.byNumber(format, Integer.parseInt(which), which) : which);
        } else {
            format = "v4l2";
            device = byNumber ? "/dev/video" + which : which;
            requireDevice(device);
        }
        try {
            return new CameraInput(which, Decoder.openDevice(device, format, options));
        } catch (Decoder.Unreadable e) {
            throw ClientFault.usage("camera:" + which + " can't be opened at " + size + " (" + e.getMessage()
                    + "): is it used by another program, may this user read it, has it this --size and --fps?");
        }
    }

    private static void requireDevice(String device) {
        if (Files.exists(Path.of(device))) {
            return;
        }
        String[] names = new File("/dev").list((folder, name) -> name.matches("video\\d+"));
        List<String> found =
                names == null ? List.of() : Arrays.stream(names).sorted().toList();
        throw ClientFault.usage("there is no camera at " + device + "; "
                + (found.isEmpty()
                        ? "this machine has none (--input takes a file or 'pattern' too)"
                        : "there are: /dev/" + String.join(", /dev/", found)));
    }

    private static String rate(double fps) {
        return fps == Math.rint(fps) ? Long.toString((long) fps) : Double.toString(fps);
    }
}
