package org.longhaul.training.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection of documents, each of one domain, read in a fixed order.
 *
 * <p>Thread-safety: one reader at a time.
 */
public interface Corpus {
    /**
     * What a corpus is, for the manifest of a run.
     *
     * @param name name for reports
     * @param licence licence as declared by its publisher or by the user
     * @param bytes size of all documents, one newline after each counted; of the files for token shards
     * @param documents number of documents
     * @param domains names of the domains
     * @param sha256 SHA-256 of all documents in order, each followed by a newline; of the files for token shards
     */
    record Description(String name, String licence, long bytes, long documents, List<String> domains, String sha256) {
        public Description {
            domains = List.copyOf(domains);
        }
    }

    /** Receives documents in order. */
    interface Visitor {
        /**
         * A document as text.
         *
         * @param utf8 its bytes, without a final newline; not changed later
         * @param domain index into {@link Description#domains()}
         * @param key identifies the document for good: its place in a split depends on nothing else
         */
        void text(byte[] utf8, int domain, long key);

        /**
         * A document as token ids.
         *
         * @param bytes size of the text behind them, as far as it is known
         */
        void tokens(int[] tokens, long bytes, int domain, long key);
    }

    /** Names of the domains; known before reading. */
    List<String> domains();

    /**
     * Reads every document once.
     *
     * @return the description of what was read
     * @throws DataException if the data are missing or malformed
     */
    Description read(Visitor visitor);

    /** How its documents are written if they are questions with answers; null for other documents. */
    default @Nullable QuestionFormat questions() {
        return null;
    }

    /** Number of token values of a corpus that holds token ids; 0 for text. */
    default int vocabulary() {
        return 0;
    }
}
