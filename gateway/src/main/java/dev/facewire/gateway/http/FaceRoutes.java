package dev.facewire.gateway.http;

import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.face.Faces;
import dev.facewire.gateway.session.SessionEvents;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /v1/faces}. */
public final class FaceRoutes {
    private final Faces faces;
    private final FaceStore store;
    private final SessionEvents events;
    private final ImageUpload uploads = new ImageUpload(Runtime.getRuntime().maxMemory());

    public FaceRoutes(Faces faces, FaceStore store, SessionEvents events) {
        this.faces = faces;
        this.store = store;
        this.events = events;
    }

    public void mount(Router router) {
        router.post("/v1/faces").handler(this::create);
        router.delete("/v1/faces/:id").handler(this::delete);
    }

    private void create(RoutingContext ctx) {
        Replies.json(ctx, 201, uploads.read(ctx).compose(images -> faces.enrol(images, Guard.caller(ctx))));
    }

    /** Answered when the sessions that use it are shielded. */
    private void delete(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        Replies.empty(ctx, 204, store.remove(id).eventually(() -> events.faceRemoved(id)));
    }
}
