package org.longhaul.training.data;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.longhaul.extension.Digests;

/** Counts and hashes the documents of a corpus while they are read. */
final class Digest {
    private static final byte[] NEWLINE = {'\n'};

    private final MessageDigest sha256 = Digests.sha256();
    private long bytes;
    private long documents;

    /** A document and the newline after it. */
    void add(byte[] document) {
        sha256.update(document);
        sha256.update(NEWLINE);
        bytes += document.length + 1;
        documents++;
    }

    /** Part of a file that is no text. */
    void addRaw(byte[] content, int length) {
        sha256.update(content, 0, length);
        bytes += length;
    }

    void countDocument() {
        documents++;
    }

    long documents() {
        return documents;
    }

    Corpus.Description describe(String name, String licence, List<String> domains) {
        return new Corpus.Description(
                name, licence, bytes, documents, domains, HexFormat.of().formatHex(sha256.digest()));
    }
}
