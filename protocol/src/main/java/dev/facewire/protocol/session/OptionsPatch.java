package dev.facewire.protocol.session;

/** Changes to {@link SessionOptions}: null leaves a field as it is. What clients send, at the start and while live. */
public record OptionsPatch(
        String engine,
        FaceSelection faces,
        OnLost onLost,
        Boolean mouth,
        Double strength,
        Boolean badge,
        Integer maxBitrateKbps,
        String codec) {

    public static final OptionsPatch NONE = new OptionsPatch(null, null, null, null, null, null, null, null);

    /** The same, with another codec. */
    public OptionsPatch withCodec(String other) {
        return new OptionsPatch(engine, faces, onLost, mouth, strength, badge, maxBitrateKbps, other);
    }

    /** The options with these changes. */
    public SessionOptions applyTo(SessionOptions base) {
        return new SessionOptions(
                or(engine, base.engine()),
                or(faces, base.faces()),
                or(onLost, base.onLost()),
                or(mouth, base.mouth()),
                or(strength, base.strength()),
                or(badge, base.badge()),
                or(maxBitrateKbps, base.maxBitrateKbps()),
                or(codec, base.codec()));
    }

    private static <T> T or(T mine, T base) {
        return mine == null ? base : mine;
    }
}
