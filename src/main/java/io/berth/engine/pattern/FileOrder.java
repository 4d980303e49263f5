package io.berth.engine.pattern;

import io.berth.engine.job.Files;

/**
 * Which of a job's files is next: fio's {@code file_service_type}, over files that are not done.
 */
final class FileOrder {

    private final Files.Service service;
    private final Rng random;

    /** Files that are not done, in the job's order, at the front. */
    private final int[] active;

    private int count;
    private int place;

    FileOrder(Files.Service service, int files, Rng random) {
        this.service = service;
        this.random = random;
        active = new int[files];
        restart();
    }

    /** All files again, from the first. */
    void restart() {
        for (int file = 0; file < active.length; file++) {
            active[file] = file;
        }
        count = active.length;
        place = -1;
    }

    /** The file of the next I/O; −1 when all are done. */
    int next() {
        if (count <= 1) {
            place = 0;
            return count == 0 ? -1 : active[0];
        }
        place =
                switch (service) {
                    case ROUNDROBIN -> place + 1 < count ? place + 1 : 0;
                    case SEQUENTIAL -> 0;
                    case RANDOM -> (int) random.below(count);
                };
        return active[place];
    }

    /** The file that {@link #next} gave last has nothing left. */
    void done() {
        count--;
        System.arraycopy(active, place + 1, active, place, count - place);
        place--; // round robin goes on with the one that moved here
    }
}
