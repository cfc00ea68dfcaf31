package org.longhaul.scenario.command.shared;

/** Exit codes of the program. */
public final class ExitCode {

    /** Done. */
    public static final int DONE = 0;
    /** Stopped before the end, or some method came to no result, or a claim does not hold. */
    public static final int INCOMPLETE = 1;
    /** The command line or a file is wrong. */
    public static final int WRONG_INPUT = 2;
    /** This program is wrong. */
    public static final int FAULT = 3;

    private ExitCode() {}
}
