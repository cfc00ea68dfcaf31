package org.longhaul.scenario.run;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one method under one seed has reached: which files count, and their checksums. Replaced in one step after the files
 * are complete, so that a file that is not named here is one that a crash left behind.
 *
 * @param unit what the files belong to: scenario, method and seed
 * @param checkpoint folder of the checkpoint that counts; null when there is none
 * @param files size and hash of every file that counts, by path from the unit's folder
 */
record UnitState(String unit, @Nullable String checkpoint, Map<String, FileSum> files) {

    /** Size and SHA-256 of a file. */
    record FileSum(long bytes, String sha256) {}

    UnitState {
        files = ImmutableMap.copyOf(files);
    }

    static UnitState empty(String unit) {
        return new UnitState(unit, null, Map.of());
    }

    boolean has(String file) {
        return files.containsKey(file);
    }

    UnitState with(String file, FileSum sum) {
        Map<String, FileSum> all = new TreeMap<>(files);
        all.put(file, sum);
        return new UnitState(unit, checkpoint, all);
    }

    UnitState without(String file) {
        Map<String, FileSum> all = new TreeMap<>(files);
        all.remove(file);
        return new UnitState(unit, checkpoint, all);
    }

    /** The same with another checkpoint, or none; files of the former are forgotten. */
    UnitState withCheckpoint(@Nullable String folder) {
        Map<String, FileSum> all = new TreeMap<>(files);
        all.keySet().removeIf(file -> file.indexOf('/') >= 0);
        return new UnitState(unit, folder, all);
    }
}
