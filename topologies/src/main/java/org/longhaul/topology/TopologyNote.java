package org.longhaul.topology;

/**
 * A remark on how a topology came about.
 *
 * @param kind what it is about
 * @param text one sentence or two, with counts where it concerns several links
 */
public record TopologyNote(Kind kind, String text) {
    /** What a note is about. */
    public enum Kind {
        /** Where values come from. */
        SOURCE,
        /** A value that the source leaves out and a rule filled in. */
        INFERRED,
        /** Something of the source that was read in another way than it says, or left out. */
        ADAPTED
    }

    /** Refuses a note that says nothing. */
    public TopologyNote {
        if (text.isBlank()) {
            throw new TopologyException("a note is blank; allowed: at least one visible character");
        }
    }

    /** Returns a note on a value that was filled in. */
    public static TopologyNote inferred(String text) {
        return new TopologyNote(Kind.INFERRED, text);
    }

    /** Returns a note on what was read otherwise or left out. */
    public static TopologyNote adapted(String text) {
        return new TopologyNote(Kind.ADAPTED, text);
    }

    /** Returns the text on one line, as lists and tables want it. */
    public String line() {
        return text.strip().replaceAll("\\s+", " ");
    }
}
