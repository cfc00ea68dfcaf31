package org.longhaul.study.command;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.longhaul.scenario.command.shared.Terminal;

/** Says what a plan is at: on a terminal in one line that is written over, elsewhere a line every ten seconds. */
final class PlanProgress implements Consumer<String>, AutoCloseable {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private final boolean quiet;
    private final boolean terminal = Terminal.isInteractive();
    private final int width = Terminal.width() - 1;
    private long last = System.nanoTime();
    private boolean open;

    PlanProgress(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    @Override
    public void accept(String doing) {
        long now = System.nanoTime();
        if (quiet || now - last < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            return;
        }
        last = now;
        if (terminal) {
            err.print("\r\u001b[K" + doing.substring(0, Math.min(doing.length(), width)));
            open = true;
        } else {
            err.println(doing + " ...");
        }
        err.flush();
    }

    /** Takes the line away. */
    void clear() {
        if (open) {
            err.print("\r\u001b[K");
            err.flush();
            open = false;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
