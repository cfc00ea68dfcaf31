package org.longhaul.wire.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Network namespaces with names: {@code longhaul-PID-START-...}, where the process and the moment at which it began, in the
 * kernel's ticks, say whose they are.
 */
final class Namespaces {
    private static final Path FOLDER = Path.of("/run/netns");
    private static final String OURS = "longhaul-";
    /** Field of {@code /proc/PID/stat} behind the name of the program, from 0: when the process began. */
    private static final int STARTED = 19;

    /** Names, in its environment, the owner for whom a program builds. */
    static final String BUILDER = "LONGHAUL_LABORATORY";

    /**
     * Ends what still builds for an owner or is about to enter the namespaces whose names begin with the first argument, ends what
     * runs there, and removes them. With a second argument, first waits until its input ends; an owner that did not take leave may
     * have had more under way, so this then looks twice.
     */
    private static final String REMOVE =
            """
            trap '' HUP INT TERM
            word=done
            if [ -n "$2" ]; then read -r word || word=; fi
            remove() {
              tries=0
              while builders=$(grep -lasF -e "LONGHAUL_LABORATORY=$1" /proc/[0-9]*/environ)
                    [ -n "$builders" ] && [ $tries -lt 200 ]; do
                for entry in $builders; do
                  entry=${entry#/proc/}
                  kill -9 "${entry%/environ}" 2>/dev/null
                done
                sleep 0.05
                tries=$((tries + 1))
              done
              for entry in $(grep -lasF -e "--net=/run/netns/$1" /proc/[0-9]*/cmdline); do
                entry=${entry#/proc/}
                kill -9 "${entry%/cmdline}" 2>/dev/null
              done
              for entry in /run/netns/"$1"*; do
                [ -e "$entry" ] || continue
                name=${entry##*/}
                for pid in $(ip netns pids "$name"); do kill -9 "$pid"; done
                ip netns delete "$name"
              done
            }
            remove "$1"
            if [ "$word" != done ]; then sleep 0.5; remove "$1"; fi
            """;

    private Namespaces() {}

    /** What the names of this process' namespaces begin with. */
    static String prefix() {
        long pid = ProcessHandle.current().pid();
        return OURS + pid + "-" + started(pid) + "-";
    }

    static Path file(String namespace) {
        return FOLDER.resolve(namespace);
    }

    /** Names of the namespaces that begin so, sorted. */
    static Set<String> named(String prefix) {
        Set<String> names = new TreeSet<>();
        if (Files.isDirectory(FOLDER)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(FOLDER, prefix + "*")) {
                entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            } catch (IOException e) {
                throw new LabException("cannot list " + FOLDER + ": " + e.getMessage(), e);
            }
        }
        return names;
    }

    /** Removes the namespaces of owners that are no more; returns how many there were. */
    static int sweep() {
        int swept = 0;
        Set<String> gone = new TreeSet<>();
        for (String name : named(OURS)) {
            String[] parts = name.split("-", -1);
            if (parts.length > 3 && isGone(parts[1], parts[2])) {
                gone.add(OURS + parts[1] + "-" + parts[2] + "-");
                swept++;
            }
        }
        gone.forEach(Namespaces::remove);
        return swept;
    }

    private static boolean isGone(String pid, String start) {
        return pid.matches("[0-9]{1,18}") && !started(Long.parseLong(pid)).equals(start);
    }

    /** When a process began, in ticks since the machine did; empty where there is none. */
    private static String started(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[STARTED];
        } catch (IOException e) {
            return "";
        }
    }

    /** Removes namespaces and what runs in them now. */
    static void remove(String prefix) {
        SystemCommand.end(List.of("sh", "-c", REMOVE, "longhaul-sweep", prefix, ""), "");
    }

    /** Starts a process of a session of its own that removes namespaces when its input ends, however that comes. */
    static Process watchdog(String prefix) {
        try {
            return new ProcessBuilder(
                            SystemCommand.path("setsid"), "sh", "-c", REMOVE, "longhaul-watchdog", prefix, "wait")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new LabException("cannot start the watchdog: " + e.getMessage(), e);
        }
    }

    /** The command that runs another one in a namespace. */
    static List<String> inside(String namespace, List<String> command) {
        List<String> whole = new ArrayList<>(List.of(SystemCommand.path("nsenter"), "--net=" + file(namespace), "--"));
        whole.addAll(command);
        return whole;
    }

    /**
     * Does work on a thread that is in a namespace: sockets and devices that it opens are there, and stay there.
     *
     * @throws LabException with what the work threw
     */
    static <T extends @Nullable Object> T call(String namespace, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        Linux.enterNetwork(file(namespace));
                        result.complete(work.call());
                    } catch (Exception | LinkageError e) {
                        result.completeExceptionally(e);
                    }
                },
                "in " + namespace);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new LabException("in " + namespace + ": " + e.getCause(), e);
        }
    }
}
