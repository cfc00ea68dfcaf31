package org.longhaul.analysis.statistics;

/** Whether a method may be compared with others, over all its seeds. */
public enum Standing {
    /** It trained its whole budget under every seed and exchanged something. */
    FINISHED,
    /** It trained its whole budget, but its workers never exchanged anything under some seed. */
    NEVER_EXCHANGED,
    /** A loss or a parameter stopped being a finite number under some seed. */
    DIVERGED,
    /** It was stopped under some seed. */
    STOPPED,
    /** It could not go on under some seed. */
    FAILED
}
