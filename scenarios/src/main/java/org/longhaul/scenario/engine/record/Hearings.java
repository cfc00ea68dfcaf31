package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Letter;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.TrainingEvent;

/** Counts, over a trace, whom the server of a method has heard. */
final class Hearings {

    private static final class Counts {
        private long heard;
        private boolean hasDeadline;
        private long late;
        private long staleness;
        private long mostStale;

        private Hearing of(int client) {
            return new Hearing(client, heard, hasDeadline ? Long.valueOf(late) : null, staleness, mostStale);
        }
    }

    /** A client's letter on its way: to which server, and how many that one had heard when it was sent. */
    private record Sent(int server, long heardBefore) {}

    private record Place(long step, int index) {}

    private final Map<Integer, Counts> byClient = new TreeMap<>();
    private final Map<Place, Sent> underWay = new HashMap<>();
    private final Map<Integer, Long> heardByServer = new HashMap<>();
    /** Letters that were asked for when workers were waited for and had not arrived: sender, and where it was sent. */
    private final Map<Integer, Place> pending = new TreeMap<>();

    private final int clients;
    private long steps;

    private Hearings(int clients) {
        this.clients = clients;
    }

    /**
     * Those of a trace.
     *
     * @param clients number of clients; what servers behind them send each other is not counted
     */
    static List<Hearing> of(RunLengthTrace<StepEvents> trace, int clients) {
        Hearings hearings = new Hearings(clients);
        for (RunLengthTrace.Run run : trace.sequence()) {
            StepEvents step = trace.dictionary().get(run.step());
            Question question = step.question();
            for (long i = 0; i < run.count() && question != null; i++) {
                if (question.workers().isEmpty()) {
                    hearings.add(step);
                } else {
                    hearings.addByTheWay(question, step.answer());
                }
            }
            hearings.steps += question == null ? run.count() : 0;
        }
        List<Hearing> all = new ArrayList<>();
        hearings.byClient.forEach((client, counts) -> all.add(counts.of(client)));
        return all;
    }

    private void add(StepEvents step) {
        int index = 0;
        for (TrainingEvent event : step.events()) {
            if (event instanceof TrainingEvent.Sent sent && sent.isLetter()) {
                int server = sent.receiver();
                underWay.put(new Place(steps, index++), new Sent(server, heardByServer.getOrDefault(server, 0L)));
            }
        }
        Question question = step.question();
        Answer answer = step.answer();
        if (question != null && answer != null) {
            for (int place = 0; place < question.letters().size(); place++) {
                Letter letter = question.letters().get(place);
                if (letter.sender() < clients) {
                    add(letter, question.hasDeadline(), answer.heard().contains(place));
                }
            }
            answer.heard().stream()
                    .map(question.letters()::get)
                    .filter(letter -> letter.sender() < clients)
                    .forEach(letter -> heardByServer.merge(
                            Objects.requireNonNull(underWay.remove(placeOf(letter)))
                                    .server(),
                            1L,
                            Long::sum));
        }
        steps++;
    }

    private Place placeOf(Letter letter) {
        return new Place(steps - letter.stepsAgo(), letter.index());
    }

    // What a server has heard since it sent the model is the staleness of what comes of it; a round's letters are all
    // of their own.
    private void add(Letter letter, boolean hasDeadline, boolean isHeard) {
        Counts counts = byClient.computeIfAbsent(letter.sender(), client -> new Counts());
        counts.hasDeadline |= hasDeadline;
        if (isHeard) {
            Sent sent = Objects.requireNonNull(underWay.get(placeOf(letter)));
            long stale = heardByServer.getOrDefault(sent.server(), 0L) - sent.heardBefore();
            counts.heard++;
            counts.staleness += stale;
            counts.mostStale = Math.max(counts.mostStale, stale);
        } else if (hasDeadline) {
            counts.late++;
        }
    }

    // What is asked for no more without having been heard is late.
    private void addByTheWay(Question question, @Nullable Answer answer) {
        Map<Integer, Place> asked = new TreeMap<>();
        question.letters().forEach(letter -> asked.put(letter.sender(), placeOf(letter)));
        pending.forEach((sender, place) -> {
            if (!place.equals(asked.get(sender))) {
                countsOf(sender).late++;
            }
        });
        pending.clear();
        pending.putAll(asked);
        for (int place : answer == null ? List.<Integer>of() : answer.heard()) {
            int sender = question.letters().get(place).sender();
            countsOf(sender).heard++;
            pending.remove(sender);
        }
        steps++;
    }

    private Counts countsOf(int sender) {
        Counts counts = byClient.computeIfAbsent(sender, client -> new Counts());
        counts.hasDeadline = true;
        return counts;
    }
}
