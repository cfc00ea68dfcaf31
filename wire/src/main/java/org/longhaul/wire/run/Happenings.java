package org.longhaul.wire.run;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.wire.rendezvous.LostMember;
import org.longhaul.wire.rendezvous.RendezvousListener;

/**
 * What threads of the rendezvous tell the one that drives the run, in order. What cannot be read ends the connection of who told it,
 * and not the run by a trace. Thread-safe.
 */
final class Happenings implements RendezvousListener {
    private final BlockingQueue<Happening> all = new LinkedBlockingQueue<>();

    /**
     * Something that happened.
     *
     * @param about {@code joined}, {@code lost}, {@code refused}, or what a member tells about
     */
    record Happening(int rank, String about, String text, @Nullable LostMember lost, Map<String, String> facts) {}

    /** The next one; null if none comes in time. */
    @Nullable
    Happening next(long atMostMillis) throws InterruptedException {
        return all.poll(atMostMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public @Nullable String objection(int rank, String host, Map<String, String> facts) {
        try {
            HostWords.member(rank, host, facts);
            return null;
        } catch (IllegalArgumentException e) {
            return "what it says of its host cannot be read: " + e.getMessage();
        }
    }

    @Override
    public void joined(int rank, String host, Map<String, String> facts) {
        all.add(new Happening(rank, "joined", host, null, facts));
    }

    @Override
    public void told(int rank, String about, String text) {
        try {
            read(about, text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "what it tells about '" + Spelling.excerpt(about) + "' cannot be read: '" + Spelling.excerpt(text)
                            + "'",
                    e);
        }
        all.add(new Happening(rank, about, text, null, Map.of()));
    }

    private static void read(String about, String text) {
        switch (about) {
            case MemberState.ABOUT -> MemberState.parse(text);
            case ClockTable.ABOUT -> ClockTable.read(text);
            case PeerCounters.ABOUT -> HostWords.readConnections(text);
            case UnitOrder.PROBE -> {
                // Words alone.
            }
            // Not that somebody has joined or is lost: that is for the rendezvous to say.
            default -> throw new IllegalArgumentException("no member tells about '" + about + "'");
        }
    }

    @Override
    public void lost(LostMember lost) {
        all.add(new Happening(lost.rank(), "lost", lost.words(), lost, Map.of()));
    }

    @Override
    public void refused(String why) {
        all.add(new Happening(-1, "refused", why, null, Map.of()));
    }
}
