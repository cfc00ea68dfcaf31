package org.longhaul.simulator.network;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.DataSize;

/**
 * The socket buffers of hosts, which bound what a connection can have under way.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">Linux kernel, ip-sysctl: tcp_rmem, tcp_wmem,
 *     tcp_adv_win_scale</a>
 */
public enum HostBuffers {
    /**
     * Linux as distributions ship it, 3.0 MB. A receive buffer grows to the 6 MiB of {@code tcp_rmem}, half of which is
     * window ({@code tcp_adv_win_scale} 1): at most 3 MiB, less what has arrived and not been read; the sender's 4 MiB of
     * {@code tcp_wmem} hold more, and are what a sender can hand over. Single streams between continents on such hosts
     * (Isenko et al., arXiv 2306.03163) have 3.0 MB under way, which sets the figure.
     */
    LINUX_DEFAULT(
            3_000_000,
            1 << 22,
            "Linux as distributions ship it",
            "Linux kernel, ip-sysctl: tcp_rmem grows to 6 MiB, of which half is window (tcp_adv_win_scale 1), tcp_wmem to"
                    + " 4 MiB; single streams between continents, arXiv 2306.03163, 2023, have 3.0 MB under way"),
    /** {@code tcp_rmem} and {@code tcp_wmem} raised so that 64 MiB are window, as hosts on fast long paths are tuned. */
    LINUX_TUNED(
            1 << 26,
            1 << 26,
            "Linux tuned for fast long paths",
            "Linux kernel, ip-sysctl: tcp_rmem and tcp_wmem raised until 64 MiB are window");

    private final long window;
    private final long sendBuffer;
    private final String meaning;
    private final String source;

    HostBuffers(long window, long sendBuffer, String meaning, String source) {
        this.window = window;
        this.sendBuffer = sendBuffer;
        this.meaning = meaning;
        this.source = source;
    }

    /** The buffers that hold exactly this window, or null. */
    public static @Nullable HostBuffers holding(long windowBytes) {
        for (HostBuffers hosts : values()) {
            if (hosts.window == windowBytes) {
                return hosts;
            }
        }
        return null;
    }

    /** Largest window of a connection, payload bytes. */
    public long window() {
        return window;
    }

    /** What a connection's send buffer holds at most, unsent or not acknowledged. */
    public DataSize sendBuffer() {
        return new DataSize(sendBuffer);
    }

    /** What such hosts are, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Who says so. */
    public String source() {
        return source;
    }

    /** Name in scenario files, lower-kebab-case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
