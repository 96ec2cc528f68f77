package dev.facewire.vision.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.media.LoopStamp;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.enrol.StoredFaces;
import dev.facewire.vision.shield.Mosaic;
import org.junit.jupiter.api.Test;

class FrameJobTest {
    private final FaceSession session = new FakeFaceProcessor().open(StoredFaces.file());

    @Test
    void aStampBelowThePictureIsNoPictureButPartOfTheFrame() {
        LoopStamp stamp = new LoopStamp(320, 240);
        I420Frame frame = I420Frame.allocate(320, stamp.stampedHeight());
        stamp.write(frame, 7);
        FrameJob job = new FrameJob(session, frame, SessionOptions.DEFAULTS, 0);
        assertThat(job.picture().height()).isEqualTo(240);
        assertThat(job.frame()).isSameAs(frame);

        Mosaic.whole(job.frame(), 1);

        assertThat(stamp.read(frame))
                .as("a shield over everything covers the stamp")
                .isEqualTo(LoopStamp.UNREADABLE);
    }

    @Test
    void withoutAStampAllIsPicture() {
        I420Frame frame = I420Frame.allocate(320, 240);
        assertThat(new FrameJob(session, frame, SessionOptions.DEFAULTS, 0).picture())
                .isSameAs(frame);
    }
}
