package org.longhaul.study.serve;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what nobody has asked yet: each run as it was recorded, which is what a page shows first, and then on other bandwidths, so that
 * Java has compiled what a slider sets off before a hand is at it. Waits while somebody asks, and ends after some seconds.
 */
final class AnswersAhead implements Runnable {
    private static final int MOST_ROUNDS = 40;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long PAUSE_MILLIS = 50;
    /** Between two bandwidths. */
    private static final double STEP = 1.07;

    private final List<PageRun.Summary> runs;
    private final Consumer<PageSetting> answer;
    private final BooleanSupplier isAsked;

    /**
     * @param answer makes an answer, and keeps it
     * @param isAsked whether somebody waits for an answer
     */
    AnswersAhead(List<PageRun.Summary> runs, Consumer<PageSetting> answer, BooleanSupplier isAsked) {
        this.runs = runs;
        this.answer = answer;
        this.isAsked = isAsked;
    }

    @Override
    public void run() {
        long begun = System.nanoTime();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            for (PageRun.Summary run : runs) {
                if (!waitForQuiet() || System.nanoTime() - begun > LONGEST_NANOS) {
                    return;
                }
                PageSetting setting = setting(run, round);
                if (setting != null && !isAnswered(setting)) {
                    return;
                }
            }
        }
    }

    private boolean isAnswered(PageSetting setting) {
        try {
            answer.accept(setting);
            return true;
        } catch (RuntimeException e) {
            // Whoever asks the same is told what is wrong; until then it is nobody's trouble.
            return false;
        }
    }

    private boolean waitForQuiet() {
        try {
            while (isAsked.getAsBoolean()) {
                Thread.sleep(PAUSE_MILLIS);
            }
            return !Thread.currentThread().isInterrupted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The recorded one in the first round; then with other bandwidths, faster and slower in turn. Null if a run has no such control. */
    static @Nullable PageSetting setting(PageRun.Summary run, int round) {
        Long up = run.recorded().up();
        if (round > 0 && up == null) {
            return null;
        }
        double factor = Math.pow(STEP, round % 2 == 0 ? round : -round);
        Long changed = round == 0 || up == null
                ? null
                : Long.valueOf(
                        Math.max(PageSetting.LEAST_BITS, Math.min(PageSetting.MOST_BITS, Math.round(up * factor))));
        return new PageSetting(run.id(), null, changed, changed, null, null, null, null, null, null, null);
    }
}
