package org.longhaul.wire.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.communicate.Transport;

/**
 * Times what a training session does: an event is heard when it is over, so that it took from the event before, or from the
 * beginning of the step. Thread-safety: the thread that drives the session makes all calls.
 */
public final class StepRecorder implements TrainingListener {
    private final RankWriter writer;
    private final LongSupplier clock;
    private final List<WireSpan> spans = new ArrayList<>();
    private long step;
    private long begin;
    private long last;
    private int exchanges;

    /** When the member first had to do with others since the last event, and when it last had; 0 for not yet. */
    private long firstMark;

    private long lastMark;

    /** @param clock nanoseconds of a clock that never runs back, such as {@code System::nanoTime} */
    public StepRecorder(RankWriter writer, LongSupplier clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * A transport to train with. What a member does in an exchange before it first calls the transport, and after the last wait, is
     * work of its own; with another transport, or none, all of an exchange counts as such.
     */
    public Transport timing(Transport transport) {
        return new TimedTransport(transport, () -> {
            lastMark = clock.getAsLong();
            firstMark = firstMark == 0 ? lastMark : firstMark;
        });
    }

    /** A step begins; counted from 1. What was heard since the step before belongs to it. */
    public void begin(long number) {
        step = number;
        spans.clear();
        exchanges = 0;
        begin = clock.getAsLong();
        last = begin;
        firstMark = 0;
    }

    /**
     * The step is over.
     *
     * @param loss of the member's own batch
     */
    public void end(double loss) {
        long now = clock.getAsLong();
        if (now > last) {
            add(SpanKind.REST, now);
        }
        try {
            writer.step(new WireStep(0, step, begin, now, loss, spans));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write step " + step + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void heard(TrainingEvent event) {
        long now = clock.getAsLong();
        if (event instanceof TrainingEvent.Exchanged exchanged) {
            exchange(
                    exchanged.isAwaitedLater() ? SpanKind.BEGIN : SpanKind.EXCHANGE,
                    exchanged.exchange(),
                    now,
                    exchanges++);
        } else if (event instanceof TrainingEvent.Sent sent) {
            exchange(sent.isLetter() ? SpanKind.BEGIN : SpanKind.EXCHANGE, sent.exchange(), now, exchanges++);
        } else if (event instanceof TrainingEvent.Awaited awaited) {
            SpanName name =
                    new SpanName(SpanKind.AWAIT, "", "", awaited.members().ranks());
            withOthers(name, now, awaited.index(), 0, awaited.stepsAgo());
        } else if (event instanceof TrainingEvent.Computed computed) {
            add(SpanKind.COMPUTE, computed.members(), now);
        } else if (event instanceof TrainingEvent.Passed passed) {
            add(SpanKind.PASS, passed.members(), now);
        } else if (event instanceof TrainingEvent.Updated updated) {
            add(SpanKind.UPDATE, updated.members(), now);
        } else if (event instanceof TrainingEvent.Factorized factorized) {
            add(SpanKind.FACTORIZE, factorized.members(), now);
        } else if (event instanceof TrainingEvent.Stored stored) {
            add(SpanKind.STORE, stored.members(), now);
        } else {
            add(SpanKind.REST, now);
        }
    }

    private void exchange(SpanKind kind, Exchange exchange, long now, int number) {
        String operation = exchange.operation().name().toLowerCase(Locale.ROOT).replace('_', '-');
        SpanName name = new SpanName(kind, exchange.label(), operation, exchange.members());
        withOthers(name, now, number, exchange.bytes(), 0);
    }

    /** The span from the first mark to the last, and around it what the member did by itself. */
    private void withOthers(SpanName name, long now, int number, long bytes, int stepsAgo) {
        long from = firstMark == 0 ? last : firstMark;
        long to = firstMark == 0 ? now : lastMark;
        if (from > last) {
            add(SpanKind.CODE, from);
        }
        spans.add(new WireSpan(name, from, to, number, bytes, stepsAgo));
        last = to;
        if (now > to) {
            add(SpanKind.CODE, now);
        }
    }

    private void add(SpanKind kind, long now) {
        add(kind, Members.EVERYONE, now);
    }

    private void add(SpanKind kind, Members members, long now) {
        spans.add(new WireSpan(new SpanName(kind, "", "", members.ranks()), last, now, WireSpan.NONE, 0, 0));
        last = now;
        firstMark = 0;
    }
}
