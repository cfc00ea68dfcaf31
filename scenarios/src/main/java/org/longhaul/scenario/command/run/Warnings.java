package org.longhaul.scenario.command.run;

import java.io.PrintWriter;
import org.longhaul.scenario.engine.plan.RunPlan;

/** What a user should know of a scenario before it runs: what is most likely not meant, and what was taken for granted. */
final class Warnings {
    private Warnings() {}

    static void print(PrintWriter err, RunPlan plan, boolean quiet) {
        plan.warnings().forEach(warning -> err.println("Warning: " + warning));
        if (!quiet) {
            plan.guesses().forEach(guess -> err.println("Assumed: " + guess));
        }
    }
}
