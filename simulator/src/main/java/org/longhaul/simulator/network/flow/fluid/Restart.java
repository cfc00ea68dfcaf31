package org.longhaul.simulator.network.flow.fluid;

/** How a transfer begins on a connection that has sent before. */
public final class Restart {

    /** Segments that the window with which it begins loses, and the window when the sender hears of it; 0 if it loses none. */
    public double lost;

    public double heard;
    /** Whether acknowledgements of the transfer before come amid those of its first window. */
    public boolean interleaved;
    /** Wire bytes of the transfer before; 0 if there was none. */
    public double lastBytes;
    /** Segments of the last round that repaired what that one lost; 0 if it lost nothing. */
    public double lastRepaired;
    /** What BBR's startup has measured. */
    public final Startup startup = new Startup();

    void remember(Restart other) {
        lastBytes = other.lastBytes;
        lastRepaired = other.lastRepaired;
        startup.remember(other.startup);
    }
}
