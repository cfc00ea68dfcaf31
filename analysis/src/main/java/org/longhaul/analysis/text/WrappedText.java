package org.longhaul.analysis.text;

/** Sentences broken at spaces so that they fit the width of a terminal. */
public final class WrappedText {

    private WrappedText() {}

    /**
     * Returns the text in lines of at most {@code width} columns, each ended by a line feed.
     *
     * <p>Lines of the text stay apart; a word that is wider than the width stands alone on its line.
     *
     * @param head what the first line begins with, kept as it is
     * @param indent what every further line begins with
     * @param text the sentences
     * @param width columns
     */
    public static String of(String head, String indent, String text, int width) {
        StringBuilder out = new StringBuilder();
        String start = head;
        for (String line : text.split("\n", -1)) {
            StringBuilder current = new StringBuilder(start);
            int length = length(start);
            boolean empty = true;
            for (String word : line.strip().split("\\s+", -1)) {
                if (!empty && length + 1 + length(word) > width) {
                    out.append(current.toString().stripTrailing()).append('\n');
                    current = new StringBuilder(indent);
                    length = length(indent);
                    empty = true;
                }
                current.append(empty ? "" : " ").append(word);
                length += (empty ? 0 : 1) + length(word);
                empty = false;
            }
            out.append(current.toString().stripTrailing()).append('\n');
            start = indent;
        }
        return out.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
