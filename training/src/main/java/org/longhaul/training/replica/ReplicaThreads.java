package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Threads that run whole replicas: item i always runs on lane {@code i mod lanes}, and one lane is one thread. Gradient
 * mode, scopes and generators of the tensor library belong to a thread, so a replica finds its own again every time.
 */
final class ReplicaThreads implements AutoCloseable {
    /** One single-threaded executor a lane; empty when the caller's thread does everything. */
    private final List<ExecutorService> lanes = new ArrayList<>();

    ReplicaThreads(int threads) {
        for (int lane = 0; lane < threads && threads > 1; lane++) {
            String name = "replicas-" + lane;
            lanes.add(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    /** Runs {@code body} for 0 .. count-1 and waits for all; then rethrows the failure of the lowest lane, errors too. */
    void run(int count, IntConsumer body) {
        int width = Math.min(count, lanes.size());
        if (width <= 1) {
            for (int i = 0; i < count; i++) {
                body.accept(i);
            }
            return;
        }
        List<Future<?>> running = new ArrayList<>(width);
        for (int lane = 0; lane < width; lane++) {
            int first = lane;
            running.add(lanes.get(lane).submit(() -> {
                for (int i = first; i < count; i += width) {
                    body.accept(i);
                }
            }));
        }
        await(running);
    }

    private static void await(List<Future<?>> running) {
        Throwable failure = null;
        boolean interrupted = false;
        for (Future<?> lane : running) {
            // All lanes are waited for even after a failure: they share tensors with the caller.
            boolean done = false;
            while (!done) {
                try {
                    lane.get();
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    done = true;
                    failure = failure == null ? e.getCause() : failure;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        for (ExecutorService lane : lanes) {
            lane.shutdown();
        }
    }
}
