package dev.facewire.rtc;

/**
 * Figures of a peer from WebRTC's statistics; −1 where not known yet.
 *
 * @param roundTripMs of the media path
 * @param framesSent encoded and sent
 * @param framesDecoded received and decoded
 * @param framesDropped received and dropped before decoding
 * @param packetsLost of what the other end sent
 * @param sendKbps what the link is thought to carry
 * @param codec of what is sent, or an empty string
 */
public record PeerStats(
        double roundTripMs,
        long framesSent,
        long framesDecoded,
        long framesDropped,
        long packetsLost,
        double sendKbps,
        String codec) {}
