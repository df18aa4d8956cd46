// Package rpc is the gRPC interface: telemetry for the agents in the vehicles,
// dispatch for the control room.
package rpc

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/fleet/api/fleetv1"
	"example.com/fleet/internal/fleet"
	"example.com/fleet/internal/identity"
)

// TelemetryService serves the agents.
type TelemetryService struct {
	fleetv1.UnimplementedTelemetryServer
	Fleet *fleet.Store
}

// Report implements [fleetv1.TelemetryServer].
func (s *TelemetryService) Report(stream grpc.ClientStreamingServer[fleetv1.ReportRequest, fleetv1.ReportResponse]) error {
	var accepted int64
	for {
		req, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return stream.SendAndClose(&fleetv1.ReportResponse{Accepted: accepted})
		}
		if err != nil {
			return err
		}
		s.Fleet.Move(fleet.Position{
			Vehicle:   req.GetPosition().GetVehicle(),
			Latitude:  req.GetPosition().GetLatitude(),
			Longitude: req.GetPosition().GetLongitude(),
		})
		accepted++
	}
}

// GetSettings implements [fleetv1.TelemetryServer].
func (s *TelemetryService) GetSettings(ctx context.Context, _ *fleetv1.GetSettingsRequest) (*fleetv1.GetSettingsResponse, error) {
	p, ok := identity.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Internal, "no principal")
	}
	return &fleetv1.GetSettingsResponse{Vehicle: p.ID, ReportIntervalSeconds: 15}, nil
}

// DispatchService serves the control room.
type DispatchService struct {
	fleetv1.UnimplementedDispatchServer
	Fleet *fleet.Store
}

// SendCommand implements [fleetv1.DispatchServer].
func (s *DispatchService) SendCommand(_ context.Context, req *fleetv1.SendCommandRequest) (*fleetv1.SendCommandResponse, error) {
	s.Fleet.Command(req.GetVehicle(), req.GetCommand())
	return &fleetv1.SendCommandResponse{}, nil
}

// WatchPositions implements [fleetv1.DispatchServer].
func (s *DispatchService) WatchPositions(_ *fleetv1.WatchPositionsRequest, stream grpc.ServerStreamingServer[fleetv1.WatchPositionsResponse]) error {
	positions, stop := s.Fleet.Watch()
	defer stop()
	for {
		select {
		case <-stream.Context().Done():
			return stream.Context().Err()
		case p := <-positions:
			err := stream.Send(&fleetv1.WatchPositionsResponse{Position: &fleetv1.Position{
				Vehicle:   p.Vehicle,
				Latitude:  p.Latitude,
				Longitude: p.Longitude,
			}})
			if err != nil {
				return err
			}
		}
	}
}
