//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak returns the most memory, in bytes, that a process or one that it waited
// for had.
func peak(s *os.ProcessState) int64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}
