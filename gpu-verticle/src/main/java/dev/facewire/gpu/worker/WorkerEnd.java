package dev.facewire.gpu.worker;

/** Is told that a worker has come to its end and wants to be undeployed; on its event loop, once. */
public interface WorkerEnd {
    /** It drained: it has no sessions any more, or its time for that is over. */
    void drained();

    /** Its device has a fault; its sessions were told to go elsewhere. It goes on refusing until it is undeployed. */
    void faulted(String why);
}
