package dev.facewire.client.record;

import dev.facewire.client.fault.Words;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.picture.Pictures;
import dev.facewire.client.video.Mp4File;
import dev.facewire.client.video.Scaler;
import dev.facewire.media.I420Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The writer thread: takes returned frames (with what was sent for them) from a queue and writes the film, the film of
 * both side by side, the sheet of moments, and shows the preview. A full queue drops frames and counts them: writing
 * never holds up the call. Files are made with the first frame, so that a run without frames leaves none behind.
 */
public final class Recorder {
    private static final long QUEUE_BYTES = 96L << 20;
    private static final int MIN_QUEUE = 8;
    private static final int MAX_QUEUE = 60;
    private static final int PREVIEW_BACKLOG = 2;
    /** Each half of the film of both is at most this large: twice 720p takes longer to encode than a frame lasts. */
    private static final FrameSize HALF = new FrameSize(640, 640);

    /**
     * What to write; null for what is not wanted.
     *
     * @param film of the frames that came back
     * @param sideBySide of sent and returned
     * @param compare the sheet of moments
     * @param face the source face's file, for the sheet
     * @param preview shows sent (may be null) and returned; called on the writer thread
     */
    public record Wishes(
            Path film, Path sideBySide, Path compare, Path face, BiConsumer<I420Frame, I420Frame> preview) {

        /** Whether sent pictures must be kept for this. */
        boolean needsSent() {
            return sideBySide != null || compare != null || preview != null;
        }

        boolean any() {
            return film != null || needsSent();
        }
    }

    /**
     * How the writing went, a line each.
     *
     * @param problems files that could not be written
     * @param notes what is missing in those that were
     */
    public record Result(List<String> problems, List<String> notes) {}

    /** Sees every frame that came back. */
    public interface Watcher {
        /**
         * Called on the writer thread.
         *
         * @param picture valid during the call
         * @param readable whether its stamp could be read, and {@code mediaNanos} is exact
         * @param mediaNanos its place on the time line
         */
        void returned(I420Frame picture, boolean readable, long mediaNanos);
    }

    private record Entry(I420Frame returned, I420Frame sent, boolean readable, long mediaNanos) {
        boolean last() {
            return returned == null;
        }
    }

    private static final Entry END = new Entry(null, null, false, 0);

    private final Wishes wishes;
    private final FrameSize size;
    private final FramePool pool;
    private final BlockingQueue<Entry> queue;
    private final CompareSheet sheet;
    private final FrameSize half;
    private final Scaler halver;
    private final I420Frame halved;
    private final Thread thread = new Thread(this::run, "writer");
    private final List<String> problems = new ArrayList<>();
    private Mp4File film;
    private Mp4File sideBySide;
    private I420Frame both;
    private boolean filmFailed;
    private boolean sideBySideFailed;
    private volatile Watcher watcher;
    private long filmDropped;
    private long sideBySideDropped;

    /** @param size of the pictures that are expected */
    public Recorder(Wishes wishes, FrameSize size, FramePool pool) {
        this.wishes = wishes;
        this.size = size;
        this.pool = pool;
        long pictureBytes = 3L * size.width() * size.height() / 2;
        long entryBytes = wishes.needsSent() ? 2 * pictureBytes : pictureBytes;
        this.queue = new ArrayBlockingQueue<>((int) Math.max(MIN_QUEUE, Math.min(MAX_QUEUE, QUEUE_BYTES / entryBytes)));
        this.sheet = wishes.compare() == null ? null : new CompareSheet(wishes.compare(), wishes.face());
        this.half = size.shrunkInto(HALF);
        boolean shrink = wishes.sideBySide() != null && !half.equals(size);
        this.halver = shrink ? new Scaler(size, half) : null;
        this.halved = shrink ? I420Frame.allocate(half.width(), half.height()) : null;
        thread.setDaemon(true);
        thread.start();
    }

    /** Shows every frame that comes back to somebody; to be called before the first one does. */
    public void watch(Watcher who) {
        watcher = who;
    }

    /** Whether anything is to be written or shown. */
    public boolean wanted() {
        return wishes.any() || watcher != null;
    }

    /** Whether sent pictures are wanted too. */
    public boolean needsSent() {
        return wishes.needsSent();
    }

    /**
     * Hands over a frame that came back; both pictures belong to the recorder from here. Never waits.
     *
     * @param sent what was sent for it, or null
     * @param readable whether its stamp could be read
     * @param mediaNanos its place on the time line
     */
    public void add(I420Frame returned, I420Frame sent, boolean readable, long mediaNanos) {
        if (!queue.offer(new Entry(returned, sent, readable, mediaNanos))) {
            filmDropped++; // one thread adds at a time, and it is read after the last ended
            pool.give(returned);
            pool.give(sent);
        }
    }

    /**
     * Writes what is queued and finishes the files.
     *
     * @return how it went
     */
    public Result finish() throws InterruptedException {
        boolean accepted = queue.offer(END, 10, TimeUnit.SECONDS);
        thread.join(accepted ? 20_000 : 1);
        if (thread.isAlive()) {
            return new Result(List.of("the output could not be finished in time: the disk is too slow"), List.of());
        }
        List<String> notes = new ArrayList<>();
        if (filmDropped + sideBySideDropped > 0) {
            String both = wishes.sideBySide() == null
                    ? ""
                    : ", in the film side by side " + (filmDropped + sideBySideDropped);
            notes.add("this computer or its disk is too slow to write everything: " + filmDropped
                    + " frames are missing" + both);
        }
        return new Result(problems, notes);
    }

    private void run() {
        try {
            for (Entry entry = queue.take(); !entry.last(); entry = queue.take()) {
                write(entry);
                pool.give(entry.returned());
                pool.give(entry.sent());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            problems.add("writing stopped: " + Words.of(e));
        } finally {
            closeAll();
        }
    }

    private void write(Entry entry) {
        if (watcher != null) {
            watcher.returned(entry.returned(), entry.readable(), entry.mediaNanos());
        }
        if (wishes.film() != null && !filmFailed) {
            try {
                if (film == null) {
                    film = Mp4File.create(wishes.film(), sizeOf(entry.returned()));
                }
                film.write(entry.returned(), entry.mediaNanos());
            } catch (IOException e) {
                filmFailed = true;
                giveUp(film, wishes.film(), e);
            }
        }
        if (wishes.sideBySide() != null && !sideBySideFailed && entry.sent() != null) {
            try {
                if (queue.remainingCapacity() < queue.size()) {
                    sideBySideDropped++; // late: the film comes first
                } else {
                    writeBoth(entry);
                }
            } catch (IOException e) {
                sideBySideFailed = true;
                giveUp(sideBySide, wishes.sideBySide(), e);
            }
        }
        if (sheet != null && entry.sent() != null && entry.readable()) {
            sheet.offer(entry.sent(), entry.returned(), entry.mediaNanos());
        }
        if (wishes.preview() != null && queue.size() < PREVIEW_BACKLOG) {
            wishes.preview().accept(entry.sent(), entry.returned());
        }
    }

    private void writeBoth(Entry entry) throws IOException {
        int left = (half.width() + 1) & ~1;
        if (both == null) {
            both = I420Frame.allocate(left + half.width(), half.height());
            sideBySide = Mp4File.create(wishes.sideBySide(), sizeOf(both));
        }
        if (!sizeOf(entry.returned()).equals(size) || !sizeOf(entry.sent()).equals(size)) {
            return; // a size that changed on the way: the film shows it, here it has no place
        }
        Pictures.blacken(both);
        Pictures.place(halved(entry.sent()), both, 0, 0);
        Pictures.place(halved(entry.returned()), both, left, 0);
        sideBySide.write(both, entry.mediaNanos());
    }

    private I420Frame halved(I420Frame picture) {
        if (halver == null) {
            return picture;
        }
        halver.scale(picture, halved);
        return halved;
    }

    /** A file that can't be written any more, because the disk is full for example: keeps what is in it. */
    private void giveUp(Mp4File file, Path path, IOException why) {
        boolean kept = false;
        if (file != null) {
            try {
                file.close();
            } catch (IOException again) {
                // of what was said already
            }
            kept = file.kept();
        }
        problems.add("'" + path + "' can't be written: " + Words.of(why)
                + (kept ? "; what was written until then is kept" : ""));
    }

    private void closeAll() {
        if (!filmFailed) {
            close(film, wishes.film());
        }
        if (!sideBySideFailed) {
            close(sideBySide, wishes.sideBySide());
        }
        if (halver != null) {
            halver.close();
        }
        if (sheet != null) {
            try {
                if (!sheet.write()) {
                    problems.add("there is no '" + wishes.compare() + "': no frame came back that shows a picture");
                }
            } catch (IOException | RuntimeException e) {
                problems.add("'" + wishes.compare() + "' can't be written: " + Words.of(e));
            }
        }
    }

    private void close(Mp4File file, Path path) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                problems.add("'" + path + "' can't be finished: " + Words.of(e)
                        + (file.kept() ? "; what was written until then is kept" : ""));
            }
        }
    }

    private static FrameSize sizeOf(I420Frame frame) {
        return new FrameSize(frame.width(), frame.height());
    }
}
