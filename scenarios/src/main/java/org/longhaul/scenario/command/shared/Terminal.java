package org.longhaul.scenario.command.shared;

import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;

/** What is known of the terminal that the program writes to. */
public final class Terminal {
    /** Columns of a file or a pipe, where nobody says how many there are. */
    static final int DEFAULT_WIDTH = 100;

    private static final int LEAST_WIDTH = 40;
    private static final int MOST_WIDTH = 400;

    private Terminal() {}

    /** Whether standard error is a terminal, as far as the launcher could tell. */
    public static boolean isInteractive() {
        return Boolean.getBoolean("longhaul.terminal");
    }

    /** Columns: what the launcher measured, else the variable COLUMNS, else those of a file. */
    public static int width() {
        return width(System.getProperty("longhaul.columns"), System.getenv());
    }

    public static int width(@Nullable String measured, Map<String, String> environment) {
        for (String candidate : new @Nullable String[] {measured, environment.get("COLUMNS")}) {
            if (candidate != null && candidate.matches("[1-9][0-9]{0,5}")) {
                return Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Integer.parseInt(candidate)));
            }
        }
        return DEFAULT_WIDTH;
    }

    /** The characters that tables may use. */
    public static TextTable.Style style() {
        return TextTable.Style.forCharset(Charset.defaultCharset());
    }
}
