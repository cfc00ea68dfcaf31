package org.longhaul.analysis.record;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The seal of a JSON file that this program wrote: its last key, {@code sha256}, is the hash of all bytes before it. A file
 * that was cut, changed or written by hand is told from one that is whole. It guards against damage, not against forgery.
 */
public final class Checksum {
    private static final int TAIL = 200;
    private static final Pattern SEAL = Pattern.compile(",\\s*\"sha256\"\\s*:\\s*\"([0-9a-f]{64})\"\\s*}\\s*$");

    private Checksum() {}

    /**
     * Adds the seal.
     *
     * @param object a JSON object in UTF-8 that has keys, the last of them not {@code sha256}
     */
    public static byte[] seal(byte[] object) {
        int end = lastVisible(object, object.length);
        if (end < 0 || object[end] != '}') {
            throw new IllegalArgumentException("only a JSON object can be sealed.");
        }
        byte[] content = Arrays.copyOf(object, lastVisible(object, end) + 1);
        byte[] seal = (",\n  \"sha256\" : \"" + Hashing.sha256().hashBytes(content) + "\"\n}\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = Arrays.copyOf(content, content.length + seal.length);
        System.arraycopy(seal, 0, sealed, content.length, seal.length);
        return sealed;
    }

    /**
     * Checks the seal and takes it off.
     *
     * @return the JSON object, in UTF-8
     * @throws IllegalArgumentException saying what is wrong, as the end of a sentence that begins with the file
     */
    public static byte[] unseal(byte[] sealed) {
        int from = Math.max(0, sealed.length - TAIL);
        Matcher seal = SEAL.matcher(new String(sealed, from, sealed.length - from, StandardCharsets.ISO_8859_1));
        if (!seal.find()) {
            throw new IllegalArgumentException(
                    "it does not end with its checksum: it was cut off, or written by hand or by an earlier version");
        }
        byte[] content = Arrays.copyOf(sealed, from + seal.start() + 1);
        content[content.length - 1] = '}';
        String found =
                Hashing.sha256().hashBytes(sealed, 0, from + seal.start()).toString();
        if (!found.equals(seal.group(1))) {
            throw new IllegalArgumentException(
                    "its content does not match its checksum: it was changed after it was written");
        }
        return content;
    }

    private static int lastVisible(byte[] text, int end) {
        int last = end - 1;
        while (last >= 0 && text[last] <= ' ' && text[last] >= 0) {
            last--;
        }
        return last;
    }
}
