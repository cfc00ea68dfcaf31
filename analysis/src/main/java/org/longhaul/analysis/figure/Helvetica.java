package org.longhaul.analysis.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * Widths of the letters of Helvetica and Helvetica Bold, in thousandths of the size.
 *
 * @see <a href="https://github.com/adobe-type-tools/font-tech-notes">Adobe Core 14 AFM files</a>
 */
final class Helvetica {

    private static final int FIRST = ' ';
    private static final int OTHERS = 556;

    private static final short[] PLAIN = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
                556,
        556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556,
                833,
        722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500,
                556,
        556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
                334,
        260, 334, 584
    };

    private static final short[] BOLD = {
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
                556,
        556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611,
                833,
        722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556,
                611,
        556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500,
                389,
        280, 389, 584
    };

    private Helvetica() {}

    /** Returns the width of a line of text; letters outside ASCII count as a digit. */
    static double width(String text, double size, boolean bold) {
        short[] widths = bold ? BOLD : PLAIN;
        long sum = 0;
        for (int i = 0; i < text.length(); i++) {
            int at = text.charAt(i) - FIRST;
            sum += at >= 0 && at < widths.length ? widths[at] : OTHERS;
        }
        return sum * size / 1000;
    }

    /** Returns a bold text in lines no wider than that. */
    static List<String> wrapped(String text, double width, double size) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!row.isEmpty() && width(row + " " + word, size, true) > width) {
                rows.add(row.toString());
                row.setLength(0);
            }
            row.append(row.isEmpty() ? "" : " ").append(word);
        }
        rows.add(row.toString());
        return rows;
    }
}
