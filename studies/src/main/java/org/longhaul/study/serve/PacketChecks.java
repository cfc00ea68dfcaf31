package org.longhaul.study.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.longhaul.scenario.ScenarioChanges;

/** Checks with packets, one after another in the background. Thread-safe. */
final class PacketChecks implements AutoCloseable {
    private static final int QUEUE = 8;
    private static final int REMEMBERED = 64;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUE), PageThreads.named("packets"));
    private final Map<String, PacketCheck> checks = new LinkedHashMap<>();

    /** Begins a check. @return its id. @throws RequestRefused if too many wait */
    String begin(PageRun run, ScenarioChanges changes) {
        PacketCheck check = new PacketCheck(run, changes);
        String id = UUID.randomUUID().toString();
        try {
            thread.execute(check);
        } catch (RejectedExecutionException e) {
            throw new RequestRefused(
                    RequestRefused.BUSY,
                    QUEUE + " checks with packets are waiting already; stop one or try again later.");
        }
        synchronized (checks) {
            checks.put(id, check);
            if (checks.size() > REMEMBERED) {
                checks.entrySet().removeIf(entry -> entry.getValue().isOver() && checks.size() > REMEMBERED);
            }
        }
        return id;
    }

    /** A check. @throws RequestRefused if there is none of that id */
    PacketCheck get(String id) {
        synchronized (checks) {
            PacketCheck check = checks.get(id);
            if (check == null) {
                throw new RequestRefused(RequestRefused.NOT_FOUND, "There is no check of that id (any more).");
            }
            return check;
        }
    }

    @Override
    public void close() {
        synchronized (checks) {
            checks.values().forEach(PacketCheck::stop);
        }
        thread.shutdownNow();
    }
}
