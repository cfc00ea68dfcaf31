package org.longhaul.scenario.engine.planner;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.file.YamlDocument;

/**
 * The sync periods of a method: settings that are called {@code period} or end in {@code Period} or {@code Periods}, in
 * steps. Checks them against the length of the run.
 */
final class Periods {
    private Periods() {}

    /** Every period by the name of its setting, the longest of a list. */
    static Map<String, Long> of(Record settings) {
        Map<String, Long> periods = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String name = component.getName();
            Object value = SettingWords.value(component, settings);
            if ((name.equals("period") || name.endsWith("Period")) && value instanceof Number steps) {
                periods.put(name, steps.longValue());
            } else if (name.endsWith("Periods") && value instanceof List<?> list) {
                long longest = 0;
                for (Object each : list) {
                    longest = each instanceof Number steps ? Math.max(longest, steps.longValue()) : longest;
                }
                if (longest > 0) {
                    periods.put(name, longest);
                }
            }
        }
        return periods;
    }

    /**
     * Refuses a method none of whose periods ends within the run, and a default period that does not; warns of a stated
     * one that does not.
     */
    static void check(Record settings, long steps, String path, YamlDocument.Findings findings) {
        Map<String, Long> periods = of(settings);
        boolean never = !periods.isEmpty() && periods.values().stream().allMatch(period -> period > steps);
        periods.forEach((name, period) -> {
            String at = path + "." + name;
            String found = name + " (" + period + (findings.isWritten(at) ? "" : ", the default") + ")";
            if (never) {
                findings.add(
                        at,
                        found + " exceeds the " + steps
                                + " steps of the run, so that none of its rounds ends within it",
                        "a period below " + steps + ", or a longer run");
            } else if (period > steps && !findings.isWritten(at)) {
                findings.add(
                        at,
                        found + " exceeds the " + steps + " steps of the run",
                        "a period of at most " + steps + ", or a longer run");
            } else if (period == steps && steps > 1) {
                findings.warn(at, found + " is the whole run: one exchange, at its very end");
            } else if (period > steps) {
                findings.warn(
                        at,
                        found + " exceeds the " + steps
                                + " steps of the run: what it is for happens at the end at most");
            }
        });
    }

    /** Periods in words, with what is left of the last round; empty when there is none. */
    static String words(Record settings, long steps) {
        StringBuilder words = new StringBuilder();
        of(settings).forEach((name, period) -> {
            words.append(words.isEmpty() ? "" : ", ").append(name).append(' ').append(period);
            if (steps > period && steps % period != 0) {
                words.append(" (last round: ").append(steps % period).append(" steps)");
            }
        });
        return words.toString();
    }
}
