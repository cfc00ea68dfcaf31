package org.longhaul.wire.record;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the lines of one member; each is handed to the system at once. Thread-safety: one thread at a time. */
public final class RankWriter implements Closeable {
    private final BufferedWriter lines;
    private final Map<SpanName, Integer> names = new HashMap<>();

    private RankWriter(BufferedWriter lines) {
        this.lines = lines;
    }

    /** Begins a file, or goes on in one: what a killed process left of its last line is cut off. */
    public static RankWriter append(Path file, RankHeader header) throws IOException {
        FileChannel channel = WholeLines.append(file);
        try {
            RankWriter writer = new RankWriter(new BufferedWriter(
                    new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8)));
            writer.line(header);
            return writer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A step. Its session is that of the header. */
    void step(WireStep step) throws IOException {
        long[][] spans = new long[step.spans().size()][];
        for (int i = 0; i < spans.length; i++) {
            WireSpan span = step.spans().get(i);
            int name = name(span.name());
            spans[i] = span.exchange() == WireSpan.NONE
                    ? new long[] {name, span.nanos()}
                    : new long[] {name, span.nanos(), span.exchange(), span.bytes(), span.stepsAgo()};
        }
        line(new RecordLine.OfStep(step.step(), step.beginNanos(), step.endNanos(), step.loss(), List.of(spans)));
    }

    private int name(SpanName name) throws IOException {
        Integer known = names.get(name);
        if (known == null) {
            known = names.size();
            names.put(name, known);
            line(new RecordLine.OfName(name));
        }
        return known;
    }

    /** An evaluation. */
    public void evaluation(WireEvaluation evaluation) throws IOException {
        line(new RecordLine.OfEvaluation(evaluation));
    }

    /** The kernel's counters: before the first step and after the last. */
    public void bytes(ByteSample sample) throws IOException {
        line(new RecordLine.OfBytes(sample));
    }

    /** The process did nothing for a while. */
    public void stalled(WireStall stall) throws IOException {
        line(new RecordLine.OfStall(stall));
    }

    /** How it ended: the last line. */
    public void ended(WireEnd end) throws IOException {
        line(new RecordLine.OfEnd(end));
    }

    private void line(Object value) throws IOException {
        lines.write(WireJson.line(value));
        lines.write('\n');
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
