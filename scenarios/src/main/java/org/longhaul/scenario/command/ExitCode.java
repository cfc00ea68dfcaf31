package org.longhaul.scenario.command;

/** Exit codes of the program. */
final class ExitCode {

    /** Done. */
    static final int DONE = 0;
    /** Stopped before the end, or some method came to no result. */
    static final int INCOMPLETE = 1;
    /** The command line or a file is wrong. */
    static final int WRONG_INPUT = 2;
    /** This program is wrong. */
    static final int FAULT = 3;

    private ExitCode() {}
}
