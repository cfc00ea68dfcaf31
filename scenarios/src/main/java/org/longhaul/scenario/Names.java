package org.longhaul.scenario;

import org.jspecify.annotations.Nullable;

/** The rule for names that a scenario gives to what it adds to a network. */
final class Names {
    private static final int LONGEST = 60;

    private Names() {}

    static void check(String setting, @Nullable String name) {
        if (name != null && (name.isBlank() || name.length() > LONGEST)) {
            throw new IllegalArgumentException(
                    setting + " ('" + name + "') must have 1 to " + LONGEST + " characters, not all of them blank.");
        }
    }
}
