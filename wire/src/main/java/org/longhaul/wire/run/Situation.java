package org.longhaul.wire.run;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.rendezvous.LostMember;
import org.longhaul.wire.rendezvous.MemberListener;
import org.longhaul.wire.rendezvous.RendezvousMember;

/**
 * What a process has been told: by its rendezvous, on another thread than the one that trains. Whoever hears that the run is over
 * while the training thread waits for somebody in native code ends the process after a while; every line that was written is
 * on disk by then. Once this is closed the process takes part no more, and nobody ends it.
 */
final class Situation implements MemberListener, AutoCloseable {
    private final long millisToLeave;
    private final long millisToEndAUnit;

    private final AtomicReference<@Nullable RendezvousMember> member;
    private final Consumer<String> exit;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private @Nullable LostMember lost;
    private @Nullable String stopped;
    private @Nullable String ended;
    private boolean isClosed;

    /** Something to do. */
    record Order(String about, String text) {}

    /**
     * Nothing has been told yet.
     *
     * @param member through which the training thread waits for others, once it has joined
     * @param exit ends the process, whatever it does; is told why
     */
    Situation(AtomicReference<@Nullable RendezvousMember> member, Consumer<String> exit) {
        this(member, exit, 3_000, 15_000);
    }

    /** As the other one, with other patience with a training thread that does not come back by itself. */
    Situation(
            AtomicReference<@Nullable RendezvousMember> member,
            Consumer<String> exit,
            long millisToLeave,
            long millisToEndAUnit) {
        this.member = member;
        this.exit = exit;
        this.millisToLeave = millisToLeave;
        this.millisToEndAUnit = millisToEndAUnit;
    }

    @Override
    public void ordered(String about, String text) {
        if (about.equals(UnitOrder.STOP)) {
            synchronized (this) {
                stopped = text;
                notifyAll();
            }
            waiting(each -> each.abandon("this part of the run was ended"));
        } else {
            if (about.equals(UnitOrder.ABOUT)) {
                // What was said about the unit before does not count. Here, not where the unit begins: it may be
                // stopped by then.
                synchronized (this) {
                    stopped = null;
                }
                waiting(RendezvousMember::waitAgain);
            }
            orders.add(new Order(about, text));
        }
    }

    private void waiting(Consumer<RendezvousMember> call) {
        RendezvousMember joined = member.get();
        if (joined != null) {
            call.accept(joined);
        }
    }

    @Override
    public void lost(LostMember member) {
        synchronized (this) {
            if (lost == null) {
                lost = member;
            }
            notifyAll();
        }
        exitAfter(millisToEndAUnit);
    }

    @Override
    public void ended(String why) {
        synchronized (this) {
            ended = why;
            notifyAll();
        }
        orders.add(new Order(UnitOrder.OVER, why));
        exitAfter(millisToLeave);
    }

    private void exitAfter(long millis) {
        Thread watchdog = new Thread(
                () -> {
                    if (!isSoWithin(millis, () -> isClosed)) {
                        exit.accept(String.valueOf(over()));
                    }
                },
                "longhaul-leave");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /** Waits until something that is told is so, or for as long; returns whether it is. */
    private synchronized boolean isSoWithin(long millis, BooleanSupplier what) {
        long until = System.nanoTime() + millis * 1_000_000;
        try {
            while (!what.getAsBoolean() && System.nanoTime() < until) {
                wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return what.getAsBoolean();
    }

    /** This process takes part no more. The rendezvous may close a moment before it is known here that all have left. */
    @Override
    public synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /** The next order, when there is one. */
    Order next() throws InterruptedException {
        return orders.take();
    }

    /** Waits a moment for the reason why an exchange failed, which another process may know sooner than this one. */
    void awaitReason(long millis) {
        isSoWithin(millis, () -> over() != null);
    }

    /** Why this process trains in vain; null while it does not. */
    synchronized @Nullable String over() {
        LostMember gone = lost;
        return gone != null ? gone.words() : stopped != null ? stopped : ended;
    }

    /** Who was lost; null while nobody was. */
    synchronized @Nullable LostMember lost() {
        return lost;
    }

    /** Why the present unit is to end; null while it is not. */
    synchronized @Nullable String stopped() {
        return stopped;
    }

    /** Why the run is over for this process; null while it is not. */
    synchronized @Nullable String ended() {
        return ended;
    }
}
