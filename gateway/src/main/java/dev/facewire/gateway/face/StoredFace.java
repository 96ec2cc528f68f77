package dev.facewire.gateway.face;

/**
 * All that is kept of a person: the normalised crop.
 *
 * @param crop a JPEG or PNG of at most 300 KB
 * @param owner the client that sent it, for its quota
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way: never compared
public record StoredFace(String id, byte[] crop, int width, int height, String owner) {}
