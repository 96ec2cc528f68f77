package dev.facewire.bench.quality.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.shield.Mosaic;
import org.junit.jupiter.api.Test;

class DetailTest {
    private final Landmarks face = Faces.at(160, 120, 10);
    private final I420Frame sent = Faces.picture(320, 240, 1);

    @Test
    void aMosaicOverTheFaceIsSeen() {
        I420Frame shielded = Faces.copy(sent);
        Mosaic.face(shielded, face.box(), 1);
        assertThat(Detail.mosaic(sent, shielded, face)).isTrue();
    }

    @Test
    void anotherFaceIsNoMosaic() {
        assertThat(Detail.mosaic(sent, Faces.picture(320, 240, 2), face)).isFalse();
        assertThat(Detail.mosaic(sent, sent, face)).isFalse();
    }
}
