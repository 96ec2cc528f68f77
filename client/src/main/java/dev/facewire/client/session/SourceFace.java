package dev.facewire.client.session;

import dev.facewire.client.gateway.Gateways;
import dev.facewire.protocol.http.FaceCreated;
import java.util.function.Consumer;

/**
 * The face that a run puts on: one that a gateway has already, or a picture that is uploaded at the start, again where all
 * gateways have lost it, and deleted at the end. Used by the run's main thread.
 */
final class SourceFace {
    private final RunSettings settings;
    private final Gateways gateways;
    private final Consumer<String> say;

    /** @param say shows a line to the person */
    SourceFace(RunSettings settings, Gateways gateways, Consumer<String> say) {
        this.settings = settings;
        this.gateways = gateways;
        this.say = say;
    }

    /**
     * Its id on the gateway.
     *
     * @throws dev.facewire.client.fault.ClientFault where its picture is refused
     */
    String id() {
        if (settings.faceId() != null) {
            return settings.faceId();
        }
        FaceCreated face = gateways.uploadFace(settings.face());
        say.accept("face accepted (" + face.width() + "x" + face.height() + ")");
        face.warnings().forEach(warning -> say.accept("note on the face: " + warning));
        return face.id();
    }

    /** Its id after all gateways forgot the session, and the face with it. */
    String again() {
        return settings.faceId() == null ? gateways.uploadFace(settings.face()).id() : settings.faceId();
    }

    /** Takes back what was uploaded; waits a short time at most. */
    void delete() {
        gateways.deleteUploaded();
    }
}
