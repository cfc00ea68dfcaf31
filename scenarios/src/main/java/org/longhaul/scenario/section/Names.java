package org.longhaul.scenario.section;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rule for names that a scenario gives to what is shown under them. */
public final class Names {
    private static final int LONGEST = 60;

    private Names() {}

    private static boolean isPrintable(int character) {
        int type = Character.getType(character);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .forEach(c -> clean.append(
                        isPrintable(c) ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c)));
        return clean.toString();
    }

    /**
     * Refuses a name that cannot be shown.
     *
     * @param setting whose name it is
     * @param name null for none
     * @throws IllegalArgumentException unless it has 1 to 60 printable characters, not all of them blank
     */
    public static void check(String setting, @Nullable String name) {
        if (name != null && !name.codePoints().allMatch(Names::isPrintable)) {
            throw new IllegalArgumentException(setting + " ('" + printable(name)
                    + "') must hold printable characters only, no line ends, tabs or control characters.");
        }
        if (name != null && (name.isBlank() || name.length() > LONGEST)) {
            throw new IllegalArgumentException(
                    setting + " ('" + name + "') must have 1 to " + LONGEST + " characters, not all of them blank.");
        }
    }
}
