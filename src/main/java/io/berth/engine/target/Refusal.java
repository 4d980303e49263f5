package io.berth.engine.target;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;

/** Words of refusals. */
final class Refusal {

    private Refusal() {}

    /** Whoever wrote the job must change it. */
    static EngineException job(Job job, String what, String remedy) {
        return job(job.name(), what, remedy);
    }

    /** The same, by what names the job. */
    static EngineException job(String name, String what, String remedy) {
        return new EngineException(EngineException.Cause.JOB, name + ": " + what + "; " + remedy);
    }

    /** The host's operator must do something. */
    static EngineException host(String what, String remedy) {
        return new EngineException(EngineException.Cause.HOST, what + "; " + remedy);
    }

    /** The same, with what went wrong. */
    static EngineException host(String what, String remedy, Throwable cause) {
        return new EngineException(EngineException.Cause.HOST, what + "; " + remedy, cause);
    }
}
