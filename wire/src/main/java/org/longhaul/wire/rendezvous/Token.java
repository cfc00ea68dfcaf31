package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that all processes of a wire run share. It never travels: what is sent is only made with it. Immutable. */
public final class Token {
    /** Environment variable that holds it where no file is named. */
    public static final String VARIABLE = "LONGHAUL_WIRE_TOKEN";

    private static final int FEWEST_CHARACTERS = 16;
    private static final int MOST_CHARACTERS = 4096;
    private static final String ALGORITHM = "HmacSHA256";

    private final String text;
    private final SecretKeySpec key;

    private Token(String text) {
        this.text = text;
        this.key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * A token of this text; blanks around it do not count.
     *
     * @throws IllegalArgumentException if it is too short to be a secret, or too long
     */
    public static Token of(String text) {
        String bare = text.strip();
        if (bare.length() < FEWEST_CHARACTERS || bare.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a token of %d characters; allowed: %d to %d, such as what 'openssl rand -hex 32' prints",
                    bare.length(),
                    FEWEST_CHARACTERS,
                    MOST_CHARACTERS));
        }
        return new Token(bare);
    }

    /**
     * The token that a file holds.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it holds none
     */
    public static Token read(Path file) throws IOException {
        if (Files.size(file) > 2L * MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    file + " has " + Files.size(file) + " bytes; allowed: a line of at most " + MOST_CHARACTERS);
        }
        try {
            return of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is no text in UTF-8", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " holds " + e.getMessage(), e);
        }
    }

    /** A token that nobody has had before. */
    public static Token fresh() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Its text, for the environment of a process that is started here. */
    public String secret() {
        return text;
    }

    /** HMAC-SHA256 (RFC 2104) over what is said, with this token as key; what comes before has its length in front. */
    byte[] sign(String what, byte[]... said) {
        Mac mac = mac(key);
        byte[] label = what.getBytes(StandardCharsets.UTF_8);
        update(mac, label);
        for (byte[] each : said) {
            update(mac, each);
        }
        return mac.doFinal();
    }

    private static void update(Mac mac, byte[] part) {
        int length = part.length;
        mac.update(new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
        mac.update(part);
    }

    /** An HMAC-SHA256 with a key of its own. */
    static Mac mac(byte[] key) {
        return mac(new SecretKeySpec(key, ALGORITHM));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Says nothing of the secret. */
    @Override
    public String toString() {
        return "a token";
    }
}
