package dev.facewire.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session ids: 128 random bits, so that nobody guesses one, and 64 bits of an HMAC over them, so that an id that was
 * never ours costs no look-up in the cluster. 32 characters that are safe in a URL. Knowing an id is the right to the
 * session; hence logs show {@link #hash} only.
 */
public class SessionIds {
    /** Bytes of a signing key that is made for a cluster. */
    public static final int KEY_BYTES = 32;
    /** Fewest bytes of a key that a person brings. */
    public static final int MIN_KEY_BYTES = 16;

    private static final int RANDOM_BYTES = 16;
    private static final int TAG_BYTES = 8;
    private static final int LENGTH = 32;
    private static final int VIEW_BYTES = 18;
    private static final int VIEW_LENGTH = 24;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final SecureRandom random;

    /**
     * Ids signed with a key.
     *
     * @param key the same on every gateway of a cluster
     */
    public SessionIds(byte[] key, SecureRandom random) {
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException("a signing key needs at least " + MIN_KEY_BYTES + " bytes");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.random = random;
    }

    public String create() {
        byte[] id = new byte[RANDOM_BYTES + TAG_BYTES];
        byte[] drawn = new byte[RANDOM_BYTES];
        random.nextBytes(drawn);
        System.arraycopy(drawn, 0, id, 0, RANDOM_BYTES);
        System.arraycopy(tag(drawn), 0, id, RANDOM_BYTES, TAG_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /** True where some gateway with our key made this id. */
    public boolean ours(String id) {
        if (id == null || id.length() != LENGTH) {
            return false;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(id);
            byte[] tag = Arrays.copyOfRange(bytes, RANDOM_BYTES, bytes.length);
            return MessageDigest.isEqual(tag, tag(Arrays.copyOf(bytes, RANDOM_BYTES)));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** A further name of a session, which only lets one watch it: nobody finds the id by it. */
    public String viewOf(String id) {
        byte[] of = ("view " + id).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hmac(of), VIEW_BYTES));
    }

    /** True where this could be a session's further name. */
    static boolean mayBeView(String handle) {
        return handle.length() == VIEW_LENGTH;
    }

    private byte[] tag(byte[] drawn) {
        return Arrays.copyOf(hmac(drawn), TAG_BYTES);
    }

    private byte[] hmac(byte[] drawn) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(drawn);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** What logs may show of an id: eight hexadecimal digits of its SHA-256. */
    public static String hash(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
