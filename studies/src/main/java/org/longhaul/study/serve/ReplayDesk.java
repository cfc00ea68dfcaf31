package org.longhaul.study.serve;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are made: a fixed number of threads, a short queue, a memory of what was answered. Who asks what is already
 * being made waits for that. A browser whose slider has moved on is no longer waited for: what it alone asked before and
 * nobody has begun yet is dropped. Thread-safe.
 *
 * @param <K> what is asked; equal questions have equal answers
 * @param <V> answers
 */
final class ReplayDesk<K, V> implements AutoCloseable {
    private static final int QUEUE = 96;
    private static final int MOST_BROWSERS = 4096;
    private static final long PATIENCE_SECONDS = 120;

    private final ThreadPoolExecutor threads;
    private final Cache<K, V> answers;
    private final ConcurrentHashMap<K, Job> jobs = new ConcurrentHashMap<>();
    private final Cache<String, Long> latest =
            CacheBuilder.newBuilder().maximumSize(MOST_BROWSERS).build();

    /**
     * Whose question it is.
     *
     * @param browser any name that a page has given itself; null for who does not say
     * @param turn grows with every question of the browser
     */
    record Asker(@Nullable String browser, long turn) {}

    /** An answer, and whether it was known already. */
    record Answer<V>(V value, boolean isRemembered) {}

    private final class Job implements Runnable {
        private final K question;
        private final Supplier<V> work;
        private final CompletableFuture<V> result = new CompletableFuture<>();
        private final List<Asker> askers = new ArrayList<>();

        Job(K question, Supplier<V> work) {
            this.question = question;
            this.work = work;
        }

        synchronized void add(Asker asker) {
            askers.add(asker);
        }

        private synchronized boolean isAwaited() {
            return askers.stream().anyMatch(ReplayDesk.this::isCurrent);
        }

        @Override
        public void run() {
            try {
                if (!isAwaited()) {
                    throw new RequestRefused(
                            RequestRefused.SUPERSEDED, "A later question of the same page came first.");
                }
                V value = work.get();
                answers.put(question, value);
                jobs.remove(question, this);
                result.complete(value);
            } catch (RuntimeException | Error e) {
                jobs.remove(question, this);
                result.completeExceptionally(e);
            }
        }
    }

    /**
     * A desk.
     *
     * @param size how many answers are made at the same time
     * @param remembered how many answers are kept
     */
    ReplayDesk(String name, int size, int remembered) {
        answers = CacheBuilder.newBuilder().maximumSize(remembered).build();
        threads = new ThreadPoolExecutor(
                size, size, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUE), PageThreads.named(name));
    }

    private boolean isCurrent(Asker asker) {
        String browser = asker.browser();
        Long newest = browser == null ? null : latest.getIfPresent(browser);
        return newest == null || asker.turn() >= newest;
    }

    /** Whether an answer is being made, or waits to be. */
    boolean isAsked() {
        return !jobs.isEmpty();
    }

    /** The answer, as soon as there is one. @throws RequestRefused if too much is asked at once, or the asker has moved on */
    Answer<V> ask(K question, Asker asker, Supplier<V> work) {
        String browser = asker.browser();
        if (browser != null) {
            latest.asMap().merge(browser, asker.turn(), Math::max);
        }
        V known = answers.getIfPresent(question);
        if (known != null) {
            return new Answer<>(known, true);
        }
        // Someone may have joined a job that is being dropped for another: then the question is asked anew.
        for (int attempt = 0; ; attempt++) {
            try {
                return new Answer<>(await(job(question, asker, work)), false);
            } catch (RequestRefused e) {
                if (e.status() != RequestRefused.SUPERSEDED || !isCurrent(asker) || attempt == 3) {
                    throw e;
                }
            }
        }
    }

    private Job job(K question, Asker asker, Supplier<V> work) {
        Job made = new Job(question, work);
        made.add(asker);
        Job there = jobs.putIfAbsent(question, made);
        if (there != null) {
            there.add(asker);
            return there;
        }
        try {
            threads.execute(made);
            return made;
        } catch (RejectedExecutionException e) {
            jobs.remove(question, made);
            RequestRefused refused = new RequestRefused(RequestRefused.BUSY, busy());
            made.result.completeExceptionally(refused);
            throw refused;
        }
    }

    private static String busy() {
        return String.format(Locale.ROOT, "More than %d other settings are waiting; try again in a second.", QUEUE);
    }

    private V await(Job job) {
        try {
            return job.result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException("an answer was not made", e);
        } catch (TimeoutException e) {
            throw new RequestRefused(
                    RequestRefused.BUSY,
                    "Not answered within " + PATIENCE_SECONDS + " s; it goes on, ask again later.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestRefused(RequestRefused.BUSY, "The page is being closed.");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        jobs.values()
                .forEach(job -> job.result.completeExceptionally(
                        new RequestRefused(RequestRefused.BUSY, "The page is being closed.")));
    }
}
