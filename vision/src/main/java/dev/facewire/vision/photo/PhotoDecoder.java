package dev.facewire.vision.photo;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.image.ImageHeader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * The one place where bytes of strangers become pixels. Java's decoders do it, of which the JPEG one is native code
 * (libjpeg 6b): they are given only what {@link ImageHeader} has understood, skip pixels while they decode, so that a
 * large photo is never held whole, and get their memory from one budget for all of the process. Nothing is written to
 * a disk.
 *
 * <p>Any thread, but neither an event loop nor a device's: it takes up to seconds, and may wait for memory. Ends soon
 * after the thread is interrupted.
 */
public final class PhotoDecoder {
    /** Photos are made smaller than this before anything looks at them: a face needs no more. */
    private static final int LONGEST_SIDE = 1600;
    /**
     * What a decoded photo may take, before it is made smaller: 16 megapixels in colour. An eighth of a heap of 400 MB.
     */
    private static final long DECODED_BYTES =
            Math.min(48_000_000, Runtime.getRuntime().maxMemory() / 8);
    /** A stored face's pictures have 512×512 pixels. */
    private static final long MAX_STORED_PIXELS = 1_100_000;

    /** For all photos that are decoded at once: one of the largest, or some ordinary ones. */
    private static final int BUDGET_MB = 256;

    private static final MemoryBudget BUDGET = new MemoryBudget(BUDGET_MB);

    static {
        ImageIO.setUseCache(
                false); // nothing here asks for a stream with a cache; what is added later gets none on a disk
    }

    private PhotoDecoder() {}

    /**
     * Decodes a photo, upright and of moderate size.
     *
     * @throws Fault NOT_AN_IMAGE, TOO_LARGE; WORKER_TIMEOUT where the thread was interrupted
     */
    public static BufferedImage photo(byte[] file) {
        ImageHeader header = ImageHeader.check(file);
        return Orientation.upright(decode(file, header, BUDGET), file);
    }

    /**
     * Decodes a picture of a stored face, which is small: it waits for no memory, so that no session waits for an
     * upload.
     *
     * @throws Fault NOT_AN_IMAGE, TOO_LARGE; WORKER_TIMEOUT where the thread was interrupted
     */
    public static BufferedImage stored(byte[] file) {
        ImageHeader header = ImageHeader.check(file);
        if (header.pixels() > MAX_STORED_PIXELS) {
            throw new Fault(ErrorCode.TOO_LARGE, "a stored face is no larger than 512×512 pixels");
        }
        return decode(file, header, new MemoryBudget(BUDGET_MB));
    }

    private static BufferedImage decode(byte[] file, ImageHeader header, MemoryBudget budget) {
        int step = step(header);
        double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(header.width(), header.height()));
        int width = Math.max(1, (int) Math.round(header.width() * scale));
        int height = Math.max(1, (int) Math.round(header.height() * scale));
        long bytes = decodedBytes(header, step)
                + header.coefficientBytes()
                + AreaScaler.bytes(header.width(), width, height)
                + 4L * width * height // turned upright
                + file.length; // its essential parts
        MemoryBudget.Lease memory = null;
        try {
            memory = budget.take(bytes);
            BufferedImage decoded = read(header.essential(file), header, step);
            return AreaScaler.scale(
                    decoded, Math.min(width, decoded.getWidth()), Math.min(height, decoded.getHeight()));
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
            throw tooSlow();
        } catch (IOException e) { // a reader may have wrapped what the interruption threw
            throw Thread.currentThread().isInterrupted() ? tooSlow() : undecodable(": " + sentence(e));
        } catch (OutOfMemoryError e) { // the photo is lost and not the worker
            throw new Fault(ErrorCode.TOO_LARGE, "there is not enough memory for this picture; make it smaller");
        } catch (Fault e) {
            throw e;
        } catch (RuntimeException e) { // Java's decoders throw all kinds for broken files
            throw undecodable("");
        } finally {
            if (memory != null) {
                memory.close();
            }
        }
    }

    private static BufferedImage read(byte[] file, ImageHeader header, int step) throws IOException {
        ImageReader reader = reader(header.format());
        try (MemoryInput input = new MemoryInput(file)) {
            reader.setInput(input, true, true);
            if (reader.getWidth(0) != header.width() || reader.getHeight(0) != header.height()) {
                throw undecodable(": its headers contradict each other");
            }
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, parameters);
        } finally {
            reader.dispose();
        }
    }

    /** The JDK's own. */
    private static ImageReader reader(ImageHeader.Format format) {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getModule().getName() != null) {
                return reader;
            }
        }
        throw new IllegalStateException("every Java reads " + format);
    }

    /** Of how many pixels in a row, and rows, one is decoded. */
    static int step(ImageHeader header) {
        int step = 1;
        while (decodedBytes(header, step) > DECODED_BYTES) {
            step++;
        }
        return step;
    }

    private static long decodedBytes(ImageHeader header, int step) {
        long width = (header.width() + step - 1L) / step;
        long height = (header.height() + step - 1L) / step;
        return width * height * header.bytesPerPixel();
    }

    /** What a decoder says, where it is made for people. */
    private static String sentence(IOException e) {
        String said = e.getMessage();
        return said == null || said.isBlank() ? "it is damaged" : said;
    }

    private static Fault tooSlow() {
        return new Fault(ErrorCode.WORKER_TIMEOUT, "the picture took too long to decode; make it smaller");
    }

    private static Fault undecodable(String why) {
        return new Fault(
                ErrorCode.NOT_AN_IMAGE,
                "the picture can't be decoded" + why + "; open it in an image editor and save it anew");
    }
}
